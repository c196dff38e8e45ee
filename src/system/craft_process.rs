//! Whether Craft is running. A running Craft has its secrets in memory and writes them back over
//! ours, so a person must know before one is written.
//!
//! This needs no privileges: other users' processes are left out, since their Craft has its own
//! credentials. So does a Craft started with another home.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::Read;
use std::path::Path;
use std::process;
use std::time::{Duration, SystemTime};

use serde_json::Value;

use super::craft_command::{SCOPE, is_craft, is_craft_program, script};
use super::craft_lock::{DATA_FOLDER, live_craft};
use super::platform;
use super::process_list::{self, Process};

/// How often to check whether Craft has ended, when a person waits for that.
pub(crate) const CHECK_INTERVAL: Duration = Duration::from_millis(250);

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunningCraft {
    /// Its process id; of several processes the lowest, usually the parent of the others.
    pub pid: u32,
    /// Its version, if its package can be read.
    pub version: Option<String>,
    /// Since when it has held its lock, if it has one.
    pub since: Option<SystemTime>,
}

impl RunningCraft {
    /// What will happen to a credential that is written while it runs, and what to do.
    pub fn warning(&self) -> String {
        let version = self.version.as_ref().map(|version| format!(" {version}"));
        format!(
            "Craft{} is running (process {}) and will overwrite credentials.enc at its next change. Stop Craft first, or save \
             anyway and restart it.",
            version.unwrap_or_default(),
            self.pid
        )
    }

    /// What will happen to a login that is stored while it runs.
    pub fn describe_lost_login(&self) -> String {
        let version = self.version.as_ref().map(|version| format!(" {version}"));
        format!(
            "Craft{} is running (process {}): its next save loses a login that is stored now.",
            version.unwrap_or_default(),
            self.pid
        )
    }
}

/// Finds a running Craft that uses a home's credentials: by the lock of the config folder or the
/// home, else among this user's processes. None proves nothing: a Craft without a lock may have any
/// name.
pub fn running(config_dir: &Path, home: Option<&Path>) -> Option<RunningCraft> {
    let found = find_running(config_dir, home);
    match &found {
        Some(craft) => {
            let version = craft.version.as_deref().unwrap_or("unknown");
            log::info!(pid = craft.pid, version; "craft-runs");
        }
        None => log::info!("no-craft-runs"),
    }
    found
}

fn find_running(config_dir: &Path, home: Option<&Path>) -> Option<RunningCraft> {
    let home = home?;
    let holder = live_craft(config_dir, Some(home)).map(|craft| {
        let process = process_list::read(&Path::new("/proc").join(craft.pid.to_string()));
        (craft.pid, craft.since, process)
    });
    match holder {
        // For an unreadable process only the lock counts.
        Some((pid, since, None)) => {
            return Some(RunningCraft { pid, version: None, since: Some(since) });
        }
        Some((pid, since, Some(process))) if process.uses_credentials_of(home) => {
            return Some(RunningCraft { pid, version: process.version(), since: Some(since) });
        }
        _ => {}
    }
    let first = seen(home).into_iter().min_by_key(|process| process.pid)?;
    Some(RunningCraft { pid: first.pid, version: first.version(), since: None })
}

/// The servers that use a home's credentials, by their locks, wherever their config folders are.
/// Two servers overwrite each other's credentials.
pub fn servers(config_dir: &Path, home: &Path) -> BTreeSet<u32> {
    let own = [config_dir.to_owned(), home.join(DATA_FOLDER)];
    let others = seen(home).into_iter().filter_map(|process| process.config_dir);
    let holders = own.into_iter().chain(others).filter_map(|folder| live_craft(&folder, None));
    let pids = holders.map(|craft| craft.pid);
    pids.filter(|pid| {
        let process = process_list::read(&Path::new("/proc").join(pid.to_string()));
        process.is_none_or(|process| process.uses_credentials_of(home))
    })
    .collect()
}

/// The most bytes to read of a package.json.
const PACKAGE_LIMIT: u64 = 1 << 20;

impl Process {
    fn is_craft(&self) -> bool {
        let arguments: Vec<_> = self.arguments.iter().map(String::as_str).collect();
        is_craft(&arguments)
            || self.program.as_deref().is_some_and(is_craft_program)
            || script(&arguments).is_some_and(|script| self.is_craft_package_script(script))
    }

    /// Whether a script belongs to one of Craft's own packages: its server is started as `bun run
    /// packages/server/src/index.ts`, in a folder of any name.
    fn is_craft_package_script(&self, script: &str) -> bool {
        self.package_of(script).is_some_and(|package| package.is_crafts())
    }

    fn package_of(&self, script: &str) -> Option<Package> {
        let path = self.folder.as_deref().unwrap_or(Path::new("")).join(script);
        let inside = path.strip_prefix("/").ok()?;
        let mut folders = inside.ancestors().map(|folder| self.root.join(folder));
        folders.find_map(|folder| Package::read(&folder.join("package.json")))
    }

    fn version(&self) -> Option<String> {
        let arguments: Vec<_> = self.arguments.iter().map(String::as_str).collect();
        let package = self.package_of(script(&arguments)?)?;
        package.is_crafts().then_some(package.version)?
    }

    /// Whether it uses the credentials in a home: its home is the same, or contains the same
    /// folder, as in a container.
    fn uses_credentials_of(&self, home: &Path) -> bool {
        if !self.home.is_absolute() {
            return false;
        }
        // A home that starts with a drive letter exists only on this machine.
        let inside = self.home.strip_prefix("/").unwrap_or(&self.home);
        let theirs = self.root.join(inside);
        platform::is_same_folder(&theirs.join(DATA_FOLDER), &home.join(DATA_FOLDER))
            || platform::is_same_folder(&theirs, home)
    }
}

/// The content of a package.json.
struct Package {
    name: String,
    version: Option<String>,
}

impl Package {
    /// Reads a package.json; none when there is no such file.
    fn read(path: &Path) -> Option<Self> {
        // Checked before opening: opening a pipe waits for its writer.
        if !path.is_file() {
            return None;
        }
        let mut text = String::new();
        let file = File::open(path).ok()?;
        file.take(PACKAGE_LIMIT).read_to_string(&mut text).ok()?;
        let package: Value = serde_json::from_str(&text).unwrap_or_default();
        let text = |key: &str| package[key].as_str().map(str::to_owned);
        // Only text that looks like a version may be shown.
        let version = text("version").filter(|version| {
            let is_plain = |c: char| c.is_ascii_alphanumeric() || ".-+".contains(c);
            version.len() <= 40 && version.chars().all(is_plain)
        });
        Some(Self { name: text("name").unwrap_or_default(), version })
    }

    fn is_crafts(&self) -> bool {
        self.name.starts_with(SCOPE)
    }
}

/// All visible Craft processes that use a home's credentials.
fn seen(home: &Path) -> Vec<Process> {
    let others = process_list::list().into_iter().filter(|p| p.pid != process::id());
    others.filter(|process| process.is_craft() && process.uses_credentials_of(home)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::system::process_list::listed_process;
    use std::fs;
    use std::os::unix::fs::symlink;
    use std::path::PathBuf;
    use std::process::{Child, Command, Stdio};

    #[test]
    fn single_text_command_line_is_split_except_in_crafts_name() {
        let is_craft = |line| listed_process(line).is_some_and(|process| process.is_craft());
        for line in [
            "  7 /Applications/Craft Agents.app/Contents/MacOS/Craft Agents",
            "  7 /Applications/Craft Agents.app/Contents/Frameworks/Craft Agents Helper (Renderer).app/Contents/MacOS/Craft \
             Agents Helper (Renderer) --type=renderer",
            "701 /Users/me/Applications/Craft Agents.app/Contents/MacOS/Craft Agents --x",
            "701 node /opt/Craft Agents/server.js",
        ] {
            assert!(is_craft(line), "{line}");
        }
        for line in [
            "",
            "7",
            "x craft-agents",
            "  7 vim /Applications/Craft Agents.app/Contents/Info.plist",
            "  7 (craft-agents)",
            "  7 [craft-agents] <defunct>",
        ] {
            assert!(!is_craft(line), "{line}");
        }
    }

    #[test]
    fn script_of_a_craft_package_is_craft_in_any_folder() {
        let root = tempfile::tempdir().expect("a folder");
        let package = |folder: &str, text: &str| {
            let folder = root.path().join(folder);
            fs::create_dir_all(folder.join("src")).expect("made");
            fs::write(folder.join("package.json"), text).expect("written");
        };
        package("app/packages/server", r#"{"name": "@craft-agent/server"}"#);
        package("app/packages/other", r#"{"name": "other"}"#);
        package("app/packages/broken", "{");
        package("app", r#"{"name": "@craft-agent/all"}"#);
        let is_craft = |folder: Option<&str>, script: &str| {
            let process = Process {
                pid: 7,
                arguments: ["bun", "run", script].map(str::to_owned).into(),
                program: None,
                folder: folder.map(PathBuf::from),
                root: root.path().into(),
                home: "/".into(),
                config_dir: None,
            };
            process.is_craft()
        };
        assert!(is_craft(Some("/app"), "packages/server/src/index.ts"));
        assert!(is_craft(Some("/app/packages/server"), "src/index.ts"));
        assert!(is_craft(Some("/app/packages/server"), "."));
        assert!(is_craft(None, "/app/packages/server/src/index.ts"));
        assert!(!is_craft(Some("/app"), "packages/other/src/index.ts"));
        assert!(!is_craft(Some("/app"), "packages/broken/src/index.ts"));
        assert!(!is_craft(Some("/elsewhere"), "packages/server/src/index.ts"));
        assert!(!is_craft(None, "packages/server/src/index.ts"));
    }

    /// A process with its own name and home that waits until this is dropped.
    struct Waiting(Child);

    impl Waiting {
        fn start(folder: &Path, name: &str, home: &Path) -> Self {
            let program = folder.join(name);
            // A link rather than a copy: another test's child may still hold a newly written file
            // open.
            let _ = symlink("/bin/sleep", &program);
            let mut command = Command::new(program);
            command.arg("600").stdin(Stdio::null()).env("HOME", home);
            Self(command.spawn().expect("started"))
        }
    }

    impl Drop for Waiting {
        fn drop(&mut self) {
            let _ = self.0.kill();
            let _ = self.0.wait();
        }
    }

    /// The Craft that runs for a home, without a config folder elsewhere.
    fn running_for(home: &Path) -> Option<u32> {
        running(&home.join(DATA_FOLDER), Some(home)).map(|craft| craft.pid)
    }

    /// Whether a Craft is found once its process has executed its program: until then it is still
    /// the test's own.
    fn is_found(home: &Path, pid: u32) -> bool {
        (0..2000).any(|_| running_for(home) == Some(pid))
    }

    #[test]
    fn craft_process_is_found_only_for_its_home() {
        let folder = tempfile::tempdir().expect("a folder");
        let [home, other] = ["home", "other"].map(|name| folder.path().join(name));
        fs::create_dir(&home).expect("made");
        fs::create_dir(&other).expect("made");
        let _named_otherwise = Waiting::start(folder.path(), "other-program", &home);
        let craft = Waiting::start(folder.path(), "craft-agents", &home);
        assert!(is_found(&home, craft.0.id()));
        assert!((0..2000).any(|_| running_for(&other).is_none()));
        let linked = folder.path().join("linked");
        symlink(&home, &linked).expect("linked");
        assert!(running_for(&linked).is_some(), "the same home by another path");
        fs::create_dir(home.join(DATA_FOLDER)).expect("made");
        symlink(home.join(DATA_FOLDER), other.join(DATA_FOLDER)).expect("linked");
        assert!(running_for(&other).is_some(), "the same folder in another home");
        drop(craft);
        assert_eq!(running_for(&home), None, "it has ended");
    }

    #[test]
    fn lock_holder_is_found_under_any_name_except_for_another_home() {
        let folder = tempfile::tempdir().expect("a folder");
        let [config, home, other] = ["config", "home", "other"].map(|n| folder.path().join(n));
        for made in [&config, &home, &other] {
            fs::create_dir(made).expect("made");
        }
        let craft = Waiting::start(folder.path(), "bun", &home);
        fs::write(config.join(".server.lock"), craft.0.id().to_string()).expect("written");
        let found = |home: &Path| running(&config, Some(home)).map(|craft| craft.pid);
        assert!((0..2000).any(|_| found(&home) == Some(craft.0.id())));
        // Right after exec, the process's environment may not be readable yet.
        assert!((0..2000).any(|_| found(&other).is_none()), "its credentials are others");
        assert_eq!(running(&config, None), None, "without a home there are none");
        drop(craft);
        assert_eq!(found(&home), None, "it has ended");
    }

    #[test]
    fn the_warning_names_the_version_where_it_is_known() {
        let craft = |version: Option<&str>| RunningCraft {
            pid: 7,
            version: version.map(str::to_owned),
            since: None,
        };
        assert!(
            craft(None).warning().starts_with("Craft is running (process 7) and will overwrite")
        );
        let warning = craft(Some("0.10.0")).warning();
        assert!(warning.starts_with("Craft 0.10.0 is running (process 7)"), "{warning}");
    }

    #[test]
    fn version_is_taken_from_crafts_package_and_has_a_version_format() {
        let root = tempfile::tempdir().expect("a folder");
        let version = |text: &str| {
            fs::write(root.path().join("package.json"), text).expect("written");
            let process = Process {
                pid: 7,
                arguments: ["bun", "run", "/src/index.ts"].map(str::to_owned).into(),
                program: None,
                folder: None,
                root: root.path().into(),
                home: "/".into(),
                config_dir: None,
            };
            process.version()
        };
        let crafts = r#"{"name": "@craft-agent/server", "version": "0.10.0"}"#;
        assert_eq!(version(crafts).as_deref(), Some("0.10.0"));
        assert_eq!(version(r#"{"name": "other", "version": "1.0.0"}"#), None);
        assert_eq!(version(r#"{"name": "@craft-agent/server", "version": "\u001b[2J"}"#), None);
        assert_eq!(version(r#"{"name": "@craft-agent/server"}"#), None);
    }
}
