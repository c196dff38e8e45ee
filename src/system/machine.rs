//! The machine and the user of this process.

use std::path::Path;
use std::{env, fs};

use super::platform::{self, MachineId};

/// The identity of a machine and its user.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Identity {
    /// The machine's id: empty if its file is empty, none if there is no such file.
    pub machine_id: Option<String>,
    /// The machine's name.
    pub host: String,
    /// The account's name, by which the desktop app identifies the user.
    pub account: String,
    /// The user's name from the environment, by which Craft's server identifies the user.
    pub server_user: String,
    /// The user's home folder.
    pub home: String,
}

/// The user's name for Craft's server when `$USER` is not set.
const NO_USER: &str = "unknown";

impl Identity {
    pub fn read() -> Self {
        let user = env::var_os("USER");
        let home = dirs::home_dir().unwrap_or_default();
        Self {
            machine_id: machine_id(),
            host: platform::host().to_string_lossy().into_owned(),
            account: platform::account().unwrap_or_default(),
            server_user: user
                .map_or_else(|| NO_USER.to_owned(), |user| user.to_string_lossy().into_owned()),
            home: home.to_string_lossy().into_owned(),
        }
    }
}

fn machine_id() -> Option<String> {
    match platform::machine_id() {
        MachineId::Printed(mut registry) => {
            let output = registry.output().ok()?.stdout;
            let output = String::from_utf8_lossy(&output);
            platform_uuid(&output).or_else(|| machine_guid(&output))
        }
        MachineId::InFiles(files) => first_id(files),
    }
}

/// The text of the first existing file, even if it is empty: Craft then reads no other.
fn first_id<'a>(files: impl IntoIterator<Item = &'a Path>) -> Option<String> {
    let bytes = files.into_iter().find_map(|file| fs::read(file).ok())?;
    Some(trimmed(&String::from_utf8_lossy(&bytes)).to_owned())
}

/// Trims as JavaScript does, where a byte order mark is white space and a next-line character is
/// not.
fn trimmed(text: &str) -> &str {
    text.trim_matches(|c: char| c == '\u{feff}' || c.is_whitespace() && c != '\u{85}')
}

/// The machine's id in the output of `ioreg`.
fn platform_uuid(output: &str) -> Option<String> {
    let line = output.lines().find(|line| line.contains("\"IOPlatformUUID\""))?;
    let id = line.split_once('=')?.1.trim().trim_matches('"');
    (!id.is_empty()).then(|| id.to_owned())
}

/// The machine's id in the output of Windows' `reg`.
fn machine_guid(output: &str) -> Option<String> {
    let line = output.lines().find(|line| line.contains("MachineGuid"))?;
    let id = line.split_once("REG_SZ")?.1.trim();
    (!id.is_empty()).then(|| id.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn first_existing_file_holds_the_id_even_if_empty() {
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
    fn windows_id_follows_its_type() {
        let printed = "\r\nHKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Cryptography\r\n    MachineGuid    REG_SZ    0a1b-2c\r\n\r\n";
        assert_eq!(machine_guid(printed).as_deref(), Some("0a1b-2c"));
        assert_eq!(machine_guid("ERROR: The system was unable to find it."), None);
    }

    #[test]
    fn this_machine_knows_its_user() {
        let found = Identity::read();
        assert!(!found.account.is_empty() || found.machine_id.is_some());
        assert!(!found.server_user.is_empty() || env::var_os("USER").is_some());
    }
}
