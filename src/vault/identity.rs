//! Who this machine is: what the file of credentials is locked to.

use std::path::Path;
use std::process::Command;

use nix::unistd::{User, gethostname, getuid};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use super::keys::Generation;

/// What each generation of the password ends with.
const CURRENT: &str = "craft-agent-v2";
const OLD: &str = "craft-agent-v1";

/// Where Linux keeps its id, the first before the other.
const MACHINE_IDS: [&str; 2] = ["/var/lib/dbus/machine-id", "/etc/machine-id"];

/// Whose file it is.
#[derive(Clone, Debug)]
pub enum Machine {
    /// That of the machine and the user that the program runs on and for; found out when it is first asked for.
    This,
    /// That of another one: the sample tree's.
    Other(Identity),
}

impl Machine {
    pub(super) fn identity(&self) -> Identity {
        match self {
            Self::This => Identity::of_this_machine(),
            Self::Other(identity) => identity.clone(),
        }
    }
}

/// What is known of a machine and its user.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Identity {
    /// The machine's id; none where it has none.
    pub machine_id: Option<String>,
    /// The machine's name.
    pub host: String,
    /// The user's name.
    pub user: String,
    /// The user's home folder.
    pub home: String,
}

impl Identity {
    fn of_this_machine() -> Self {
        // The account's own name: `$USER` may be somebody else's.
        let account = User::from_uid(getuid()).ok().flatten();
        let host = gethostname().unwrap_or_default();
        let home = dirs::home_dir().unwrap_or_default();
        Self {
            machine_id: machine_id(),
            host: host.to_string_lossy().into_owned(),
            user: account.map(|account| account.name).unwrap_or_default(),
            home: home.to_string_lossy().into_owned(),
        }
    }

    /// The password that the key of a file is derived from.
    pub(super) fn password(&self, generation: Generation) -> Zeroizing<[u8; 32]> {
        let account = || format!("{}:{}", self.user, self.home);
        let mut hash = Sha256::new();
        match generation {
            Generation::Current => {
                let id = self.machine_id.clone().unwrap_or_else(account);
                hash.update(id);
                hash.update(CURRENT);
            }
            Generation::Old => {
                for part in [&self.host, &self.user, &self.home] {
                    hash.update(part);
                }
                hash.update(OLD);
            }
        }
        Zeroizing::new(hash.finalize().into())
    }
}

fn machine_id() -> Option<String> {
    if cfg!(target_os = "macos") {
        let mut registry = Command::new("ioreg");
        registry.args(["-rd1", "-c", "IOPlatformExpertDevice"]);
        let told = registry.output().ok()?.stdout;
        return platform_uuid(&String::from_utf8_lossy(&told));
    }
    first_id(MACHINE_IDS.map(Path::new))
}

fn first_id<'a>(files: impl IntoIterator<Item = &'a Path>) -> Option<String> {
    let texts = files
        .into_iter()
        .filter_map(|file| std::fs::read_to_string(file).ok());
    let ids = texts.map(|text| text.trim().to_owned());
    ids.into_iter().find(|id| !id.is_empty())
}

/// The machine's id in what macOS tells of itself.
fn platform_uuid(told: &str) -> Option<String> {
    let line = told
        .lines()
        .find(|line| line.contains("\"IOPlatformUUID\""))?;
    let id = line.split_once('=')?.1.trim().trim_matches('"');
    (!id.is_empty()).then(|| id.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_file_that_holds_an_id_is_the_machines() {
        let folder = tempfile::tempdir().expect("a folder");
        let [none, empty, id, other] =
            ["none", "empty", "id", "other"].map(|n| folder.path().join(n));
        std::fs::write(&empty, "\n").expect("written");
        std::fs::write(&id, " abc\n").expect("written");
        std::fs::write(&other, "def\n").expect("written");
        let first = |files: [&Path; 2]| first_id(files);
        assert_eq!(first([&id, &other]).as_deref(), Some("abc"));
        assert_eq!(first([&none, &other]).as_deref(), Some("def"));
        assert_eq!(first([&empty, &id]).as_deref(), Some("abc"));
        assert_eq!(first([&none, &empty]), None);
    }

    #[test]
    fn macos_tells_its_id_among_much_else() {
        let told = "+-o J314sAP  <class IOPlatformExpertDevice>\n    {\n      \"IOPlatformUUID\" = \"0A1B-2C\"\n      \"model\" = <\"x\">\n    }\n";
        assert_eq!(platform_uuid(told).as_deref(), Some("0A1B-2C"));
        assert_eq!(platform_uuid("{}"), None);
    }

    #[test]
    fn a_machine_without_an_id_is_known_by_its_user() {
        let nobody = Identity {
            user: "me".to_owned(),
            home: "/home/me".to_owned(),
            ..Identity::default()
        };
        let named = Identity {
            machine_id: Some("me:/home/me".to_owned()),
            ..Identity::default()
        };
        let password = |identity: &Identity| identity.password(Generation::Current);
        assert_eq!(password(&nobody), password(&named));
    }

    #[test]
    fn this_machine_knows_its_user() {
        let found = Identity::of_this_machine();
        assert!(!found.user.is_empty() || found.machine_id.is_some());
    }
}
