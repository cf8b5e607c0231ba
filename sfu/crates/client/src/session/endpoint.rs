//! The address of the signalling socket.

use crate::{InvalidUrl, Options};

/// The protocol number announced: the messages used here are those of 16.
const PROTOCOL: u32 = 16;

/// Where a signalling socket is to be opened.
#[derive(Clone, PartialEq, Eq)]
pub struct Endpoint {
    /// `ws://` or `wss://` with path and query; holds no secret.
    pub url: String,
    /// For the header `Authorization: Bearer …`.
    pub token: String,
}

impl std::fmt::Debug for Endpoint {
    /// Shows everything but the token.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Endpoint")
            .field("url", &self.url)
            .finish_non_exhaustive()
    }
}

impl Endpoint {
    /// The address for a first join (`resume` empty) or for resuming as the participant `resume`.
    pub(super) fn new(
        options: &Options,
        token: &str,
        resume: Option<&str>,
    ) -> Result<Self, InvalidUrl> {
        let (scheme, rest) = options.url.split_once("://").ok_or(InvalidUrl)?;
        let scheme = match scheme {
            "ws" | "http" => "ws",
            "wss" | "https" => "wss",
            _ => return Err(InvalidUrl),
        };
        let rest = rest
            .split(['?', '#'])
            .next()
            .unwrap_or_default()
            .trim_end_matches('/');
        if rest.is_empty() || rest.starts_with('/') || rest.contains(char::is_whitespace) {
            return Err(InvalidUrl);
        }
        let auto_subscribe = u8::from(options.auto_subscribe);
        let version = env!("CARGO_PKG_VERSION");
        let mut url = format!(
            "{scheme}://{rest}/rtc?auto_subscribe={auto_subscribe}&sdk=rust&version={version}&protocol={PROTOCOL}&adaptive_stream=0"
        );
        if let Some(sid) = resume {
            url.push_str("&reconnect=1&reconnect_reason=1&sid=");
            url.extend(
                sid.chars()
                    .filter(|character| character.is_ascii_alphanumeric() || *character == '_'),
            );
        }
        Ok(Self {
            url,
            token: token.to_owned(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(base: &str, resume: Option<&str>) -> Result<String, InvalidUrl> {
        Endpoint::new(&Options::new(base, "t"), "t", resume).map(|endpoint| endpoint.url)
    }

    #[test]
    fn web_addresses_become_socket_addresses_and_keep_their_path() {
        let joined = url("https://meet.example.org/media/", None).unwrap_or_default();
        assert!(
            joined.starts_with("wss://meet.example.org/media/rtc?auto_subscribe=1&"),
            "{joined}"
        );
    }

    #[test]
    fn a_resume_names_the_participant() {
        let resumed = url("ws://127.0.0.1:7880", Some("PA_x&y")).unwrap_or_default();
        assert!(
            resumed.ends_with("&reconnect=1&reconnect_reason=1&sid=PA_xy"),
            "{resumed}"
        );
    }

    #[test]
    fn the_token_is_neither_in_the_address_nor_in_the_log() {
        let endpoint = Endpoint::new(&Options::new("ws://host", ""), "secret", None);
        assert!(!format!("{endpoint:?}").contains("secret"));
    }

    #[test]
    fn addresses_without_scheme_or_host_are_refused() {
        for wrong in [
            "meet.example.org",
            "ftp://host",
            "ws://",
            "ws:///path",
            "ws://a b",
        ] {
            assert_eq!(url(wrong, None), Err(InvalidUrl), "{wrong}");
        }
    }
}
