//! The open signalling socket, never waiting.

use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::os::fd::{AsRawFd, RawFd};

use rustls::{ClientConnection, StreamOwned};
use tungstenite::{Bytes, Error, Message, WebSocket};

/// A WebSocket over TCP or TLS.
pub(super) struct Signalling {
    socket: WebSocket<Transport>,
}

/// What the WebSocket runs on.
pub(super) enum Transport {
    Plain(TcpStream),
    Tls(Box<StreamOwned<ClientConnection, TcpStream>>),
}

/// The socket has ended.
#[derive(Debug)]
pub(super) struct Ended;

impl Signalling {
    /// Takes over a socket that has shaken hands; from here it never waits.
    pub(super) fn new(socket: WebSocket<Transport>) -> io::Result<Self> {
        socket.get_ref().tcp().set_nonblocking(true)?;
        Ok(Self { socket })
    }

    pub(super) fn fileno(&self) -> RawFd {
        self.socket.get_ref().tcp().as_raw_fd()
    }

    /// Our end of the TCP connection.
    pub(super) fn local_address(&self) -> io::Result<SocketAddr> {
        self.socket.get_ref().tcp().local_addr()
    }

    /// The next binary message, if one has come.
    pub(super) fn read(&mut self) -> Result<Option<Bytes>, Ended> {
        loop {
            match self.socket.read() {
                Ok(Message::Binary(bytes)) => return Ok(Some(bytes)),
                // Pings are answered by the library; the protocol has no text.
                Ok(Message::Ping(_) | Message::Pong(_) | Message::Text(_) | Message::Frame(_)) => {}
                Err(Error::Io(error)) if error.kind() == io::ErrorKind::WouldBlock => {
                    return Ok(None);
                }
                Ok(Message::Close(_)) | Err(_) => return Err(Ended),
            }
        }
    }

    /// Sends a message; what the network does not take now waits inside.
    pub(super) fn send(&mut self, bytes: Vec<u8>) -> Result<(), Ended> {
        pending(self.socket.send(Message::Binary(bytes.into())))
    }

    /// Sends what waits inside.
    pub(super) fn flush(&mut self) -> Result<(), Ended> {
        pending(self.socket.flush())
    }

    /// Says goodbye on the WebSocket and gives it up.
    pub(super) fn close(mut self) {
        let _ = self.socket.close(None);
        let _ = self.socket.flush();
    }
}

fn pending(result: Result<(), Error>) -> Result<(), Ended> {
    match result {
        Ok(()) => Ok(()),
        Err(Error::Io(error)) if error.kind() == io::ErrorKind::WouldBlock => Ok(()),
        Err(_) => Err(Ended),
    }
}

impl Transport {
    const fn tcp(&self) -> &TcpStream {
        match self {
            Self::Plain(stream) => stream,
            Self::Tls(stream) => &stream.sock,
        }
    }
}

impl Read for Transport {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::Plain(stream) => stream.read(buffer),
            Self::Tls(stream) => stream.read(buffer),
        }
    }
}

impl Write for Transport {
    fn write(&mut self, buffer: &[u8]) -> io::Result<usize> {
        match self {
            Self::Plain(stream) => stream.write(buffer),
            Self::Tls(stream) => stream.write(buffer),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Plain(stream) => stream.flush(),
            Self::Tls(stream) => stream.flush(),
        }
    }
}
