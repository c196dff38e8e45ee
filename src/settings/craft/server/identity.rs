//! Whether a server serves the files that are open here: no call returns its folder.

use std::path::{Path, PathBuf};

use serde_json::Value;

use super::messages;
use crate::settings::{Connection, Settings};

/// The server serves other files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WrongServer {
    /// Its credentials are in another home.
    Home(PathBuf),
    /// Its connections differ.
    Connections,
}

impl WrongServer {
    pub fn describe(&self) -> String {
        match self {
            Self::Home(home) => messages::other_home(home),
            Self::Connections => messages::OTHER_CONNECTIONS.to_owned(),
        }
    }
}

/// The fields that identify a connection.
const IDENTITY_FIELDS: [&str; 5] = ["slug", "name", "providerType", "authType", "baseUrl"];

/// Checks a server's home and its list of connections against the open files.
///
/// # Errors
/// If the server serves other files.
pub fn check_server(
    home: Option<&Path>,
    listed: &[Value],
    settings: &Settings,
    expected_home: &Path,
) -> Result<(), WrongServer> {
    if let Some(home) = home.filter(|home| *home != expected_home) {
        return Err(WrongServer::Home(home.to_owned()));
    }
    let own = settings.connections().iter();
    let is_same = |(own, listed): (&Connection, &Value)| {
        IDENTITY_FIELDS.iter().all(|key| own.value().get(key) == listed.get(key))
    };
    let same = listed.len() == settings.connections().len()
        && own.zip(listed).all(|(own, listed)| is_same((own, listed)));
    if same { Ok(()) } else { Err(WrongServer::Connections) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn server_is_identified_by_home_and_connections() {
        let listed = json!([{"slug": "a", "name": "A", "models": [1]}]);
        let config = json!({"workspaces": [], "llmConnections": [{"slug": "a", "name": "A"}]});
        let settings = Settings::from_value(config).expect("settings");
        let home = Path::new("/home/me");
        let check = |home_of: Option<&str>, listed: &Value| {
            let listed = listed.as_array().expect("a list");
            check_server(home_of.map(Path::new), listed, &settings, home)
        };
        assert_eq!(check(Some("/home/me"), &listed), Ok(()), "models change at any time");
        assert_eq!(check(None, &listed), Ok(()));
        let other = WrongServer::Home("/home/other".into());
        assert_eq!(check(Some("/home/other"), &listed), Err(other));
        for others in [json!([]), json!([{"slug": "b", "name": "A"}]), json!([{}, {}])] {
            assert_eq!(check(None, &others), Err(WrongServer::Connections));
        }
    }
}
