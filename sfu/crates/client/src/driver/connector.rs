//! Opens a signalling socket: name, TCP, TLS, WebSocket.
//!
//! This waits for the network, so it runs on a thread of its own that ends with the attempt; media goes on meanwhile.

use std::io;
use std::net::{TcpStream, ToSocketAddrs};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned, pki_types::ServerName};
use tungstenite::client::IntoClientRequest;
use tungstenite::handshake::HandshakeError;
use tungstenite::http::{HeaderValue, Uri, header::AUTHORIZATION};
use tungstenite::protocol::WebSocketConfig;

use super::signalling::{Signalling, Transport};
use crate::session::{Endpoint, SocketLoss};
use crate::wire::MAX_SIGNAL_BYTES;

/// How long each step may take.
const STEP_TIMEOUT: Duration = Duration::from_secs(10);

/// Opens the socket.
///
/// # Errors
/// The HTTP status if the server answered with one, else that it was lost.
pub(super) fn connect(endpoint: &Endpoint) -> Result<Signalling, SocketLoss> {
    let mut request = endpoint
        .url
        .as_str()
        .into_client_request()
        .map_err(|_| SocketLoss::Lost)?;
    let credential = HeaderValue::from_str(&format!("Bearer {}", endpoint.token))
        .map_err(|_| SocketLoss::Refused(401))?;
    request.headers_mut().insert(AUTHORIZATION, credential);
    let transport = open(request.uri()).map_err(|_| SocketLoss::Lost)?;
    let config = WebSocketConfig::default()
        .max_message_size(Some(MAX_SIGNAL_BYTES))
        .max_frame_size(Some(MAX_SIGNAL_BYTES));
    match tungstenite::client::client_with_config(request, transport, Some(config)) {
        Ok((socket, _)) => Signalling::new(socket).map_err(|_| SocketLoss::Lost),
        Err(HandshakeError::Failure(tungstenite::Error::Http(response))) => {
            Err(SocketLoss::Refused(response.status().as_u16()))
        }
        Err(_) => Err(SocketLoss::Lost),
    }
}

fn open(uri: &Uri) -> io::Result<Transport> {
    let secure = uri.scheme_str() == Some("wss");
    let host = uri.host().ok_or(io::ErrorKind::InvalidInput)?;
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    let port = uri.port_u16().unwrap_or(if secure { 443 } else { 80 });
    let stream = open_tcp(bare, port)?;
    stream.set_nodelay(true)?;
    stream.set_read_timeout(Some(STEP_TIMEOUT))?;
    stream.set_write_timeout(Some(STEP_TIMEOUT))?;
    if !secure {
        return Ok(Transport::Plain(stream));
    }
    let name = ServerName::try_from(bare.to_owned()).map_err(io::Error::other)?;
    let connection = ClientConnection::new(trust()?, name).map_err(io::Error::other)?;
    Ok(Transport::Tls(Box::new(StreamOwned::new(
        connection, stream,
    ))))
}

fn open_tcp(host: &str, port: u16) -> io::Result<TcpStream> {
    let mut last = io::Error::from(io::ErrorKind::NotFound);
    for address in (host, port).to_socket_addrs()? {
        match TcpStream::connect_timeout(&address, STEP_TIMEOUT) {
            Ok(stream) => return Ok(stream),
            Err(error) => last = error,
        }
    }
    Err(last)
}

/// The certificates that the machine trusts (`SSL_CERT_FILE` names others), read once.
fn trust() -> io::Result<Arc<ClientConfig>> {
    static TRUST: OnceLock<Arc<ClientConfig>> = OnceLock::new();
    if let Some(config) = TRUST.get() {
        return Ok(config.clone());
    }
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(io::Error::other)?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(TRUST.get_or_init(|| Arc::new(config)).clone())
}
