//! Which machine and which user this process runs on and for.

use std::path::Path;
use std::process::Command;
use std::{env, fs};

use nix::unistd::{User, gethostname, getuid};

/// Where Linux keeps its id, the first before the other.
const MACHINE_IDS: [&str; 2] = ["/var/lib/dbus/machine-id", "/etc/machine-id"];

/// What is known of a machine and its user.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Identity {
    /// The machine's id, which is empty where its file is; none where it has none.
    pub machine_id: Option<String>,
    /// The machine's name.
    pub host: String,
    /// The account's name, by which the desktop app knows the user.
    pub account: String,
    /// The user's name by the environment, by which Craft's server knows the user.
    pub server_user: String,
    /// The user's home folder.
    pub home: String,
}

/// The user's name for Craft's server where `$USER` is not set.
const NO_USER: &str = "unknown";

impl Identity {
    pub fn of_this_machine() -> Self {
        let account = User::from_uid(getuid()).ok().flatten();
        let user = env::var_os("USER");
        let host = gethostname().unwrap_or_default();
        let home = dirs::home_dir().unwrap_or_default();
        Self {
            machine_id: machine_id(),
            host: host.to_string_lossy().into_owned(),
            account: account.map(|account| account.name).unwrap_or_default(),
            server_user: user
                .map_or_else(|| NO_USER.to_owned(), |user| user.to_string_lossy().into_owned()),
            home: home.to_string_lossy().into_owned(),
        }
    }
}

fn machine_id() -> Option<String> {
    if cfg!(target_os = "macos") {
        let mut registry = Command::new("ioreg");
        registry.args(["-rd1", "-c", "IOPlatformExpertDevice"]);
        let output = registry.output().ok()?.stdout;
        return platform_uuid(&String::from_utf8_lossy(&output));
    }
    first_id(MACHINE_IDS.map(Path::new))
}

/// The text of the first file that there is, also where that is empty: Craft reads no other then.
fn first_id<'a>(files: impl IntoIterator<Item = &'a Path>) -> Option<String> {
    let bytes = files.into_iter().find_map(|file| fs::read(file).ok())?;
    Some(trimmed(&String::from_utf8_lossy(&bytes)).to_owned())
}

/// A text as JavaScript trims it, which takes a byte order mark for white space, and a next-line
/// character for none.
fn trimmed(text: &str) -> &str {
    text.trim_matches(|c: char| c == '\u{feff}' || c.is_whitespace() && c != '\u{85}')
}

/// The machine's id in what `ioreg` prints.
fn platform_uuid(output: &str) -> Option<String> {
    let line = output.lines().find(|line| line.contains("\"IOPlatformUUID\""))?;
    let id = line.split_once('=')?.1.trim().trim_matches('"');
    (!id.is_empty()).then(|| id.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_file_that_there_is_holds_the_id_also_when_it_is_empty() {
        let folder = tempfile::tempdir().expect("a folder");
        let [none, empty, id, other] =
            ["none", "empty", "id", "other"].map(|n| folder.path().join(n));
        fs::write(&empty, "\n").expect("written");
        fs::write(&id, "\u{feff} abc\n").expect("written");
        fs::write(&other, "def\n").expect("written");
        let first = |files: [&Path; 2]| first_id(files);
        assert_eq!(first([&id, &other]).as_deref(), Some("abc"));
        assert_eq!(first([&none, &other]).as_deref(), Some("def"));
        assert_eq!(first([&empty, &id]).as_deref(), Some(""));
        assert_eq!(first([&none, &empty]).as_deref(), Some(""));
        assert_eq!(first([&none, &none]), None);
    }

    #[test]
    fn the_id_of_a_mac_is_found_among_much_else() {
        let printed = "+-o J314sAP  <class IOPlatformExpertDevice>\n    {\n      \"IOPlatformUUID\" = \"0A1B-2C\"\n      \"model\" = <\"x\">\n    }\n";
        assert_eq!(platform_uuid(printed).as_deref(), Some("0A1B-2C"));
        assert_eq!(platform_uuid("{}"), None);
    }

    #[test]
    fn this_machine_knows_its_user() {
        let found = Identity::of_this_machine();
        assert!(!found.account.is_empty() || found.machine_id.is_some());
        assert!(!found.server_user.is_empty() || env::var_os("USER").is_some());
    }
}
