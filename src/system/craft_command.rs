//! Recognizes Craft's command lines by the names of the program and its script.

use super::craft_lock::DATA_FOLDER;

/// The names of its programs and folders, in lower case.
const NAMES: [&str; 4] = ["craft-agents", "craft agents", "craft_agents", "craftagents"];

/// The prefix of its package names.
pub(super) const SCOPE: &str = "@craft-agent/";

/// Programs that run the script or the package in their first argument.
const INTERPRETERS: [&str; 10] =
    ["node", "nodejs", "bun", "deno", "electron", "npx", "bunx", "npm", "pnpm", "yarn"];

/// Programs that run the command line after their own options.
const WRAPPERS: [&str; 2] = ["docker-init", "tini"];

/// Subcommands of an interpreter before the script or package.
const SUBCOMMANDS: [&str; 6] = ["run", "exec", "x", "dlx", "start", "watch"];

/// Options that take the next argument as their value.
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

/// Whether a command line is Craft's, by the name of its program or of the script that it runs.
pub(super) fn is_craft(arguments: &[&str]) -> bool {
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

/// The script or package that an interpreter runs.
pub(super) fn script<'a>(arguments: &[&'a str]) -> Option<&'a str> {
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

/// Whether a program is named for Craft.
pub(super) fn is_craft_program(path: &str) -> bool {
    // This program is not Craft, though its folder may be named for it.
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
    let Some(path) = program_part(without_user(path)) else {
        return false;
    };
    let path = path.to_lowercase();
    let is_named = |name| {
        // A program may be called minecraft-agents.
        let mut positions = path.match_indices(name);
        positions.any(|(at, _)| !path[..at].ends_with(char::is_alphanumeric))
    };
    NAMES.into_iter().any(is_named) || path.split('/').any(is_craft_agent)
}

/// The part of a path that names a program: after the last package folder, since a developer of
/// Craft runs other tools from its folder. None for a program in a Python environment, which is
/// never Craft's.
fn program_part(path: &str) -> Option<&str> {
    if path.split('/').any(|step| PYTHONS.contains(&step)) {
        return None;
    }
    Some(path.rsplit("/node_modules/").next().unwrap_or(path))
}

/// Whether a path segment is `craft-agent`, alone or with a suffix (`Craft-Agent-x64.AppImage`),
/// one of its packages, or its Linux program (`@craft-agentelectron`).
fn is_craft_agent(step: &str) -> bool {
    let rest = step.strip_prefix("craft-agent");
    step.starts_with("@craft-agent") || rest.is_some_and(|r| !r.starts_with(char::is_alphanumeric))
}

/// A path without the user name of a home folder: a server's user may be called craftagents.
fn without_user(path: &str) -> &str {
    let in_homes = ["/home/", "/Users/"].iter().find_map(|homes| path.strip_prefix(homes));
    in_homes.map_or(path, |rest| rest.split_once('/').map_or("", |(_, in_home)| in_home))
}

fn file_name(path: &str) -> String {
    let name = path.rsplit('/').next().unwrap_or(path);
    name.to_lowercase()
}

/// The arguments of a command line as the kernel stores it; none for an empty one. Some programs
/// overwrite it with a line of their own, separated by spaces.
pub(super) fn arguments(line: &str) -> Option<Vec<String>> {
    let line = line.trim_end_matches(['\0', ' ']);
    match line.split('\0').collect::<Vec<_>>()[..] {
        [""] => None,
        [only] => Some(words(only)),
        ref several => Some(several.iter().map(|&argument| argument.to_owned()).collect()),
    }
}

/// The words of a command line given as one string; the space in Craft's own name does not end a
/// word.
pub(super) fn words(line: &str) -> Vec<String> {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn program_or_script_named_craft_is_craft() {
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
    fn program_only_mentioning_craft_is_not_craft() {
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
    fn command_line_may_be_one_text_and_an_empty_one_is_no_process() {
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
}
