//! Whether Craft is running. A running Craft keeps its secrets in memory and writes them back over
//! ours, so a person must know of it before one is written.
//!
//! It asks for no rights: another user's processes are left out, as their Craft has credentials of
//! its own. So has a Craft that was started with another home.

use std::ffi::{OsStr, OsString};
use std::fs::{self, File};
use std::io::Read;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::process::{self, Command};

use nix::unistd::{User, getuid};
use serde_json::Value;
use zeroize::Zeroizing;

use super::craft_lock::{DATA_FOLDER, live_craft};

/// A running Craft.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunningCraft {
    /// Its process; of several the one with the lowest number, usually the one that started the
    /// others.
    pub pid: u32,
    /// Its version, where its package can be read.
    pub version: Option<String>,
}

impl RunningCraft {
    /// What becomes of a credential that is written beside it, and what to do.
    pub fn warning(&self) -> String {
        let version = self.version.as_ref().map(|version| format!(" {version}"));
        format!(
            "Craft{} is running (process {}) and will overwrite credentials.enc at its next change. Stop Craft first, or save \
             anyway and restart it.",
            version.unwrap_or_default(),
            self.pid
        )
    }
}

/// Looks for a running Craft that keeps the credentials of a home: by the lock of the config folder
/// or of the home, else among this user's processes. None proves nothing: a Craft without a lock
/// may be called anything.
pub fn running(config_dir: &Path, home: Option<&Path>) -> Option<RunningCraft> {
    let home = home?;
    let holder = live_craft(config_dir, Some(home)).map(|craft| {
        let process = read(&Path::new("/proc").join(craft.pid.to_string()));
        (craft.pid, process)
    });
    match holder {
        // Of a process that cannot be read the lock alone says enough.
        Some((pid, None)) => return Some(RunningCraft { pid, version: None }),
        Some((pid, Some(process))) if process.uses_credentials_of(home) => {
            return Some(RunningCraft { pid, version: process.version() });
        }
        _ => {}
    }
    let first = seen(home).into_iter().min_by_key(|process| process.pid)?;
    Some(RunningCraft { pid: first.pid, version: first.version() })
}

/// What its programs and folders are called, in small letters.
const NAMES: [&str; 4] = ["craft-agents", "craft agents", "craft_agents", "craftagents"];

/// What the names of its packages begin with.
const SCOPE: &str = "@craft-agent/";

/// Programs that run the script or the package of their first argument.
const INTERPRETERS: [&str; 10] =
    ["node", "nodejs", "bun", "deno", "electron", "npx", "bunx", "npm", "pnpm", "yarn"];

/// Programs that run the command line behind their own options.
const WRAPPERS: [&str; 2] = ["docker-init", "tini"];

/// Words of an interpreter that stand before a script or a package.
const SUBCOMMANDS: [&str; 6] = ["run", "exec", "x", "dlx", "start", "watch"];

/// Options whose value is the argument behind them.
const VALUED: [&str; 14] = [
    "-r",
    "--require",
    "--import",
    "--preload",
    "--loader",
    "-e",
    "--eval",
    "-p",
    "--print",
    "--package",
    "--cwd",
    "--config",
    "-c",
    "--call",
];

/// Folders of Python environments.
const PYTHONS: [&str; 2] = ["venv", ".venv"];

/// The most of a package's own description that is read, in bytes.
const PACKAGE_LIMIT: u64 = 1 << 20;

/// The most of a process's environment that is read, in bytes.
const ENVIRONMENT_LIMIT: u64 = 1 << 22;

/// What can be seen of a process. A command line may hold secrets: no `Debug`.
struct Process {
    pid: u32,
    arguments: Vec<String>,
    /// The program that runs, whatever its argument 0 says, where that can be seen.
    program: Option<String>,
    /// The folder it works in, as it sees it itself.
    folder: Option<PathBuf>,
    /// Where its files are seen from here: in a container it has others.
    root: PathBuf,
    /// Its home, as it sees it itself.
    home: PathBuf,
}

impl Process {
    fn is_craft(&self) -> bool {
        let arguments: Vec<_> = self.arguments.iter().map(String::as_str).collect();
        is_craft(&arguments)
            || self.program.as_deref().is_some_and(is_craft_program)
            || script(&arguments).is_some_and(|script| self.is_of_craft(script))
    }

    /// Whether a script is one of Craft's own packages: its server is started as `bun run
    /// packages/server/src/index.ts`, in a folder of any name.
    fn is_of_craft(&self, script: &str) -> bool {
        self.package_of(script).is_some_and(|package| package.is_crafts())
    }

    /// The package that a script belongs to.
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

    /// Whether it keeps the credentials that are in a home: it has that home, or one with the same
    /// folder in it, as in a container.
    fn uses_credentials_of(&self, home: &Path) -> bool {
        let Ok(inside) = self.home.strip_prefix("/") else {
            return false;
        };
        let theirs = self.root.join(inside);
        is_same_folder(&theirs.join(DATA_FOLDER), &home.join(DATA_FOLDER))
            || is_same_folder(&theirs, home)
    }
}

fn is_same_folder(one: &Path, other: &Path) -> bool {
    let identity = |path| fs::metadata(path).map(|found| (found.dev(), found.ino()));
    matches!((identity(one), identity(other)), (Ok(one), Ok(other)) if one == other)
}

/// What a package's own description says.
struct Package {
    name: String,
    version: Option<String>,
}

impl Package {
    /// Reads a description; none where there is no such file.
    fn read(path: &Path) -> Option<Self> {
        // Asked before it is opened: to open a pipe is to wait for its writer.
        if !path.is_file() {
            return None;
        }
        let mut text = String::new();
        let file = File::open(path).ok()?;
        file.take(PACKAGE_LIMIT).read_to_string(&mut text).ok()?;
        let package: Value = serde_json::from_str(&text).unwrap_or_default();
        let text = |key: &str| package[key].as_str().map(str::to_owned);
        // Only what looks like a version may be shown.
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

/// Whether a command line is Craft's: its program is named for it, or the script that its program
/// runs.
fn is_craft(arguments: &[&str]) -> bool {
    let Some((program, rest)) = arguments.split_first() else {
        return false;
    };
    if is_craft_program(program) {
        return true;
    }
    if WRAPPERS.contains(&file_name(program).as_str()) {
        let inner = rest.iter().position(|argument| !argument.starts_with('-'));
        return inner.is_some_and(|start| is_craft(&rest[start..]));
    }
    script(arguments).is_some_and(is_craft_script)
}

/// The script or the package that an interpreter runs.
fn script<'a>(arguments: &[&'a str]) -> Option<&'a str> {
    let (program, rest) = arguments.split_first()?;
    if !INTERPRETERS.contains(&file_name(program).as_str()) {
        return None;
    }
    let mut rest = rest.iter().copied();
    while let Some(argument) = rest.next() {
        if VALUED.contains(&argument) {
            rest.next();
        } else if !argument.starts_with('-') && !SUBCOMMANDS.contains(&argument) {
            return Some(argument);
        }
    }
    None
}

fn is_craft_program(path: &str) -> bool {
    // This program is no Craft, though it may live in a folder named for it.
    if file_name(path) == env!("CARGO_PKG_NAME") {
        return false;
    }
    if is_in_data_folder(path) {
        is_named_for_craft(&file_name(path))
    } else {
        is_named_for_craft(path)
    }
}

fn is_craft_script(path: &str) -> bool {
    !is_in_data_folder(path) && is_named_for_craft(path)
}

fn is_in_data_folder(path: &str) -> bool {
    path.split('/').any(|step| step == DATA_FOLDER)
}

fn is_named_for_craft(path: &str) -> bool {
    let Some(path) = of_its_own(without_user(path)) else {
        return false;
    };
    let path = path.to_lowercase();
    let is_named = |name| {
        // Many a program is called minecraft-agents.
        let mut places = path.match_indices(name);
        places.any(|(at, _)| !path[..at].ends_with(char::is_alphanumeric))
    };
    NAMES.into_iter().any(is_named) || path.split('/').any(is_craft_agent)
}

/// What of a path says what a program is: behind the last folder of packages, since whoever works
/// on Craft runs other people's tools out of its folder. None for a program of a Python
/// environment, which is nobody's but its own.
fn of_its_own(path: &str) -> Option<&str> {
    if path.split('/').any(|step| PYTHONS.contains(&step)) {
        return None;
    }
    Some(path.rsplit("/node_modules/").next().unwrap_or(path))
}

/// Whether a step of a path is `craft-agent`, alone or with something behind it:
/// `Craft-Agent-x64.AppImage`; or one of its packages, or what its Linux program is called:
/// `@craft-agentelectron`.
fn is_craft_agent(step: &str) -> bool {
    let rest = step.strip_prefix("craft-agent");
    step.starts_with("@craft-agent") || rest.is_some_and(|r| !r.starts_with(char::is_alphanumeric))
}

/// A path without the name of the user whose home it is in: a server's user may be called
/// craftagents.
fn without_user(path: &str) -> &str {
    let in_homes = ["/home/", "/Users/"].iter().find_map(|homes| path.strip_prefix(homes));
    in_homes.map_or(path, |rest| rest.split_once('/').map_or("", |(_, in_home)| in_home))
}

fn file_name(path: &str) -> String {
    let name = path.rsplit('/').next().unwrap_or(path);
    name.to_lowercase()
}

/// All processes of Craft that can be seen, and keep the credentials of a home.
fn seen(home: &Path) -> Vec<Process> {
    let mut processes = in_proc();
    // Where there is a /proc, this process at least is in it.
    if processes.is_empty() {
        processes = listed_by_ps();
    }
    let others = processes.into_iter().filter(|p| p.pid != process::id());
    others.filter(|process| process.is_craft() && process.uses_credentials_of(home)).collect()
}

fn in_proc() -> Vec<Process> {
    let entries = fs::read_dir("/proc").into_iter().flatten().flatten();
    entries.filter_map(|entry| read(&entry.path())).collect()
}

/// Reads a process's folder in /proc; none for other folders, and for a process without a command
/// line: a thread of the kernel, or one that has ended.
fn read(folder: &Path) -> Option<Process> {
    let pid = folder.file_name()?.to_str()?.parse().ok()?;
    if !is_mine(folder) {
        return None;
    }
    let command_line = fs::read(folder.join("cmdline")).ok()?;
    Some(Process {
        pid,
        arguments: arguments(&String::from_utf8_lossy(&command_line))?,
        program: program(folder),
        folder: fs::read_link(folder.join("cwd")).ok(),
        root: folder.join("root"),
        home: home_in(folder).unwrap_or_else(home_of_account),
    })
}

/// The home in a process's environment; none where that cannot be read, or has none. Nothing else
/// of it is looked at, and what was read is wiped: it may hold Craft's token.
fn home_in(folder: &Path) -> Option<PathBuf> {
    let mut environment = Zeroizing::new(Vec::with_capacity(1 << 16));
    let file = File::open(folder.join("environ")).ok()?;
    file.take(ENVIRONMENT_LIMIT).read_to_end(&mut environment).ok()?;
    let mut variables = environment.split(|byte| *byte == 0);
    let home = variables.find_map(|variable| variable.strip_prefix(b"HOME="))?;
    Some(OsString::from(OsStr::from_bytes(home)).into())
}

/// The home of this user's account, which a process has unless it was given another.
fn home_of_account() -> PathBuf {
    let account = User::from_uid(getuid()).ok().flatten();
    account.map(|account| account.dir).unwrap_or_default()
}

/// Whether a process is this user's: another one's Craft has its own credentials.
fn is_mine(folder: &Path) -> bool {
    let status = fs::read_to_string(folder.join("status")).unwrap_or_default();
    let owner = status.lines().find_map(|line| line.strip_prefix("Uid:"));
    let owner = owner.and_then(|ids| ids.split_whitespace().next()?.parse::<u32>().ok());
    owner == Some(getuid().as_raw())
}

/// The program that a process runs. Another user's link cannot be read, but its program's short
/// name can.
fn program(folder: &Path) -> Option<String> {
    let Ok(path) = fs::read_link(folder.join("exe")) else {
        let name = fs::read_to_string(folder.join("comm")).ok()?;
        return Some(name.trim_end().to_owned());
    };
    // An update takes the file away from under the process.
    let path = path.to_string_lossy();
    Some(path.trim_end_matches(" (deleted)").to_owned())
}

/// The arguments of a command line as the kernel keeps it; none of an empty one. Some programs
/// write a line of their own over it, with blanks between.
fn arguments(line: &str) -> Option<Vec<String>> {
    let line = line.trim_end_matches(['\0', ' ']);
    match line.split('\0').collect::<Vec<_>>()[..] {
        [""] => None,
        [only] => Some(words(only)),
        ref several => Some(several.iter().map(|&argument| argument.to_owned()).collect()),
    }
}

/// The words of a command line that is told as one text, in which the one blank of Craft's own name
/// is no end of a word.
fn words(line: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    for word in line.split_whitespace() {
        match words.last_mut() {
            Some(last) if file_name(last) == "craft" && starts_with_agents(word) => {
                last.push(' ');
                last.push_str(word);
            }
            _ => words.push(word.to_owned()),
        }
    }
    words
}

fn starts_with_agents(word: &str) -> bool {
    word.to_lowercase().starts_with("agents")
}

fn listed_by_ps() -> Vec<Process> {
    let output = Command::new("ps")
        // Those of this user alone.
        .args(["-xww", "-o", "pid=,args="])
        .output();
    let listed = output.map(|output| output.stdout).unwrap_or_default();
    let lines = String::from_utf8_lossy(&listed);
    lines.lines().filter_map(listed_process).collect()
}

/// A process by a line of `ps`; none for one without a command line, whose name stands in brackets.
fn listed_process(line: &str) -> Option<Process> {
    let (pid, line) = line.trim_start().split_once(' ')?;
    if line.trim_start().starts_with(['[', '(']) {
        return None;
    }
    Some(Process {
        pid: pid.parse().ok()?,
        arguments: words(line),
        program: None,
        folder: None,
        root: "/".into(),
        home: home_of_account(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::symlink;
    use std::process::{Child, Stdio};

    #[test]
    fn a_program_or_a_script_that_is_named_for_craft_is_craft() {
        for line in [
            &["craft-agents"][..],
            &["/opt/Craft Agents/craft-agents", "--no-sandbox"],
            &["/opt/Craft Agents/craft-agents", "--type=renderer"],
            &["/Applications/Craft Agents.app/Contents/MacOS/Craft Agents"],
            &["/home/me/Downloads/Craft-Agents-x64.AppImage"],
            &["./Craft-Agent-x64.AppImage"],
            &["/root/.craft-agent/app/Craft-Agents-x64.AppImage"],
            &["/tmp/.mount_Craft-Ab12Cd/@craft-agentelectron", "--no-sandbox"],
            &["/home/me/squashfs-root/@craft-agentelectron"],
            &["/usr/lib/craft_agents/main"],
            &["CraftAgents"],
            &["/srv/craft-agent/bin/server"],
            &["node", "/opt/craft-agents/server.js"],
            &["/usr/bin/node", "--inspect", "-r", "./hook.js", "/x/craft-agents/main.cjs"],
            &["bun", "run", "/root/craft-agents-oss/packages/server/src/index.ts"],
            &["electron", "/home/me/src/Craft-Agents/apps/electron"],
            &["npx", "@craft-agent/server"],
            &["npx", "-y", "@craft-agent/server@0.10.0", "--port", "9100"],
            &["bunx", "--bun", "@craft-agent/server"],
            &["npm", "exec", "@craft-agent/server"],
            &["node", "/srv/node_modules/@craft-agent/server/dist/index.js"],
            &["/sbin/docker-init", "--", "craft-agents"],
            &["tini", "-g", "--", "node", "/opt/craft-agents/server.js"],
        ] {
            assert!(is_craft(line), "{line:?}");
        }
    }

    #[test]
    fn a_program_that_only_speaks_of_craft_or_lives_in_its_data_folder_is_not() {
        for line in [
            &[][..],
            &[""],
            &["vim", "/home/me/.craft-agent/config.json"],
            &["tail", "-f", "/root/.craft-agent/logs/x"],
            &["grep", "-r", "craft-agent"],
            &["bash", "-c", "cd /opt/craft-agents && craft-agents"],
            &["sh", "/home/me/bin/craft-agents"],
            &["llm-connections", "--config-dir", "/home/me/.craft-agent"],
            &["/home/me/craft-agents/target/debug/llm-connections"],
            &["sudo", "-u", "craftagents", "sh"],
            &["node", "/home/me/.craft-agent/workspaces/w/craft-agents.js"],
            &["/home/me/.craft-agent/craft-agents-skills/bin/weather"],
            &["node", "server.js", "/opt/craft-agents"],
            &["node", "-e", "require('craft-agents')"],
            &["node", "--require", "/opt/craft-agents/hook.js"],
            &["node"],
            &["tini", "--"],
            &["tini", "--", "tail", "-f", "/opt/craft-agents/log"],
            &["/home/craftagents/.bun/bin/bun", "run", "/srv/other/index.ts"],
            &["/home/craft-agents"],
            &["java", "-jar", "minecraft-agents.jar"],
            &["/home/me/src/craft-agents/node_modules/.bin/esbuild"],
            &["node", "/home/me/src/craft-agents/node_modules/vite/bin/vite.js"],
            &["/home/me/src/craft-agents/.venv/bin/python", "x.py"],
            &["/opt/minecraft-agents/bin/server"],
            &["/opt/craft-agentic/bin/server"],
            &["/opt/minecraft-agent/bin/server"],
        ] {
            assert!(!is_craft(line), "{line:?}");
        }
    }

    #[test]
    fn a_line_told_as_one_text_is_taken_apart_but_for_the_blank_in_crafts_name() {
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
    fn a_command_line_may_be_written_over_as_one_text_and_an_empty_one_is_no_process() {
        let read = |line| arguments(line).unwrap_or_default();
        assert_eq!(read("a b\0c\0\0"), ["a b", "c"]);
        assert_eq!(
            read("/opt/Craft Agents/craft-agents --type=zygote\0\0\0"),
            ["/opt/Craft Agents/craft-agents", "--type=zygote"]
        );
        assert_eq!(
            read("postgres: me craft-agents idle\0")[0],
            "postgres:",
            "not named for the database that it serves"
        );
        assert_eq!(arguments(""), None);
        assert_eq!(arguments("\0"), None);
    }

    #[test]
    fn a_script_of_one_of_crafts_packages_is_craft_whatever_its_folder_is_called() {
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

    #[cfg(target_os = "linux")]
    #[test]
    fn of_a_process_of_ones_own_the_program_and_the_folder_are_seen() {
        let own = read(&Path::new("/proc").join(process::id().to_string())).expect("read");
        let here = std::env::current_dir().expect("a folder");
        assert_eq!(own.folder.as_deref(), Some(here.as_path()));
        assert!(own.root.join("proc").exists());
        let program = std::env::current_exe().expect("a program");
        assert_eq!(own.program.as_deref(), program.to_str());
    }

    /// A process that waits under a name of its own and with a home, until this goes.
    struct Waiting(Child);

    impl Waiting {
        fn start(folder: &Path, name: &str, home: &Path) -> Self {
            let program = folder.join(name);
            // A link rather than a copy: a file just written may still be held open by another
            // test's child.
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

    /// Whether a Craft is found once its process runs its program: until then it is still the
    /// test's own.
    fn is_found(home: &Path, pid: u32) -> bool {
        (0..2000).any(|_| running_for(home) == Some(pid))
    }

    #[test]
    fn a_process_that_is_named_for_craft_is_found_for_its_own_home_alone() {
        let folder = tempfile::tempdir().expect("a folder");
        let [home, other] = ["home", "other"].map(|name| folder.path().join(name));
        fs::create_dir(&home).expect("made");
        fs::create_dir(&other).expect("made");
        let _named_otherwise = Waiting::start(folder.path(), "other-program", &home);
        let craft = Waiting::start(folder.path(), "craft-agents", &home);
        assert!(is_found(&home, craft.0.id()));
        assert_eq!(running_for(&other), None);
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
    fn the_holder_of_the_lock_is_found_whatever_it_is_called_but_for_another_home() {
        let folder = tempfile::tempdir().expect("a folder");
        let [config, home, other] = ["config", "home", "other"].map(|n| folder.path().join(n));
        for made in [&config, &home, &other] {
            fs::create_dir(made).expect("made");
        }
        let craft = Waiting::start(folder.path(), "bun", &home);
        fs::write(config.join(".server.lock"), craft.0.id().to_string()).expect("written");
        let found = |home: &Path| running(&config, Some(home)).map(|craft| craft.pid);
        assert!((0..2000).any(|_| found(&home) == Some(craft.0.id())));
        assert_eq!(found(&other), None, "its credentials are others");
        assert_eq!(running(&config, None), None, "without a home there are none");
        drop(craft);
        assert_eq!(found(&home), None, "it has ended");
    }

    #[test]
    fn the_warning_names_the_version_where_it_is_known() {
        let craft =
            |version: Option<&str>| RunningCraft { pid: 7, version: version.map(str::to_owned) };
        assert!(
            craft(None).warning().starts_with("Craft is running (process 7) and will overwrite")
        );
        let warning = craft(Some("0.10.0")).warning();
        assert!(warning.starts_with("Craft 0.10.0 is running (process 7)"), "{warning}");
    }

    #[test]
    fn the_version_is_that_of_crafts_own_package_and_looks_like_one() {
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
