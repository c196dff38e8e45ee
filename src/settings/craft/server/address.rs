//! The address of a Craft server, and whether a token may be sent there.

use std::fmt;

use url::Url;

use super::messages;
use crate::settings::connection::endpoint::is_loopback_for_craft;

/// A server's default address.
const DEFAULT: &str = "ws://127.0.0.1:9100";

/// The address of a server to which a token may be sent: on this machine, or encrypted.
#[derive(Clone, PartialEq, Eq)]
pub struct ServerAddress(Url);

impl fmt::Debug for ServerAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ServerAddress({self})")
    }
}

impl ServerAddress {
    /// Parses user input or a variable.
    ///
    /// # Errors
    /// A sentence if it is not an address, or a token may not be sent there.
    pub fn parse(text: &str) -> Result<Self, String> {
        let text = text.trim();
        let url = Url::parse(text).map_err(|_| messages::no_address(text))?;
        if !matches!(url.scheme(), "ws" | "wss") || url.host_str().is_none_or(str::is_empty) {
            return Err(messages::no_address(text));
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(messages::LOGIN_IN_ADDRESS.to_owned());
        }
        let address = Self(url);
        if address.is_encrypted() || address.is_of_this_machine() {
            return Ok(address);
        }
        Err(messages::unencrypted(&address.host()))
    }

    /// A server on this machine.
    pub(super) fn of_this_machine(port: u16, is_encrypted: bool) -> Self {
        let scheme = if is_encrypted { "wss" } else { "ws" };
        let host = if is_encrypted { "localhost" } else { "127.0.0.1" };
        Self(Url::parse(&format!("{scheme}://{host}:{port}")).expect("an address"))
    }

    /// Whether its hostname is this machine's, which leads nowhere else.
    pub(crate) fn is_of_this_machine(&self) -> bool {
        is_loopback_for_craft(self.0.as_str())
    }

    pub(crate) fn is_encrypted(&self) -> bool {
        self.0.scheme() == "wss"
    }

    /// Its host, in the form that a resolver takes.
    pub fn host(&self) -> String {
        self.0.host_str().unwrap_or_default().trim_matches(['[', ']']).to_owned()
    }

    pub fn port(&self) -> u16 {
        self.0.port_or_known_default().unwrap_or_default()
    }

    /// The full URL, for the request that opens the connection.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }
}

impl Default for ServerAddress {
    fn default() -> Self {
        Self(Url::parse(DEFAULT).expect("an address"))
    }
}

impl fmt::Display for ServerAddress {
    /// Omits path and query: a token may have been pasted into them.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let host = self.0.host_str().unwrap_or_default();
        write!(f, "{}://{host}:{}", self.0.scheme(), self.port())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn token_goes_only_to_this_machine_or_over_tls() {
        for allowed in
            ["ws://127.0.0.1:9100", "ws://localhost:1", "ws://[::1]:9", "wss://craft.example:443/x"]
        {
            assert!(ServerAddress::parse(allowed).is_ok(), "{allowed}");
        }
        let refused = |text: &str| ServerAddress::parse(text).expect_err(text);
        for there in ["ws://10.0.0.5:9100", "ws://craft.example", "ws://127.0.0.1.example.org:9100"]
        {
            let host = Url::parse(there).expect("a URL").host_str().map(str::to_owned);
            assert_eq!(refused(there), messages::unencrypted(&host.expect("a host")));
        }
        assert_eq!(refused("wss://me:secret@craft.example"), messages::LOGIN_IN_ADDRESS);
        for none in ["", "127.0.0.1:9100", "http://127.0.0.1:9100", "ws://"] {
            assert_eq!(refused(none), messages::no_address(none));
        }
    }

    #[test]
    fn display_omits_path_and_query() {
        let address = ServerAddress::parse("wss://craft.example/a?token=PLANTED").expect("one");
        assert_eq!(address.to_string(), "wss://craft.example:443");
        assert!(!format!("{address:?}").contains("PLANTED"));
        assert_eq!(ServerAddress::default().to_string(), DEFAULT);
        let v6 = ServerAddress::parse("ws://[::1]:9100").expect("one");
        assert_eq!((v6.host().as_str(), v6.port()), ("::1", 9100));
    }
}
