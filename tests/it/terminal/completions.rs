//! Completions in the shells themselves: keys go into a shell on a pseudo-terminal, and what stands
//! on its line is read.

use std::env;
use std::path::Path;

use crate::terminal::harness::Terminal;
use crate::terminal::home::Home;
use crate::terminal::launch::Start;

/// A shell that has read its script.
fn shell(home: &Home, program: &str, arguments: &[&str], script: &str) -> Option<Terminal> {
    if !is_there(program) {
        assert!(env::var_os("CI").is_none(), "no {program} on this machine: completions untested");
        eprintln!("There is no {program} on this machine: its completions are untested.");
        return None;
    }
    let folder = Path::new(env!("CARGO_BIN_EXE_llm-connections")).parent().unwrap();
    let path = format!("{}:/usr/local/bin:/usr/bin:/bin", folder.display());
    let start = Start::other(home, program).set("PATH", &path).set("PS1", "$ ");
    let terminal = arguments.iter().fold(start, |start, it| start.argument(it)).start();
    // What is typed is echoed in two parts, so that only its output says so.
    terminal.keys(&format!("{script}; echo rea''dy\r"));
    terminal.see("ready");
    Some(terminal)
}

fn is_there(program: &str) -> bool {
    ["/usr/local/bin", "/usr/bin", "/bin"]
        .iter()
        .any(|folder| Path::new(folder).join(program).exists())
}

/// Types, and waits until the line ends so.
#[track_caller]
fn completes(terminal: &Terminal, typed: &str, expected: &str) {
    // The line before is taken back.
    terminal.keys("\x15");
    terminal.keys(&format!("llm-connections {typed}\t"));
    terminal.wait_for(&format!("{typed:?} to become {expected:?}"), |screen| {
        let (row, column) = screen.cursor_position();
        let line = screen.rows(0, column).nth(row.into()).unwrap_or_default();
        line.ends_with(&format!("llm-connections {expected}"))
    });
}

/// What each shell makes of what is typed.
const COMPLETED: [(&str, &str); 15] = [
    ("midst", "midstream "),
    ("show gro", "show groq "),
    ("set groq midS", "set groq midStreamBehavior="),
    ("set groq midStreamBehavior=q", "set groq midStreamBehavior=queue "),
    ("default thinking=h", "default thinking=high "),
    ("performance rtkEnabled=t", "performance rtkEnabled=true "),
    ("add --preset Azu", "add --preset Azure\\ OpenAI "),
    ("secret sta", "secret status "),
    ("man back", "man backups "),
    ("export gro", "export groq "),
    ("import --from cru", "import --from crush "),
    ("import --only gro", "import --only groq "),
    // Only the samples have these.
    ("--demo show hugg", "--demo show hugging-face "),
    ("show --demo hugg", "show --demo hugging-face "),
    ("--demo=broken show mistral-e", "--demo=broken show mistral-eu "),
];

#[test]
fn bash_completes_what_this_machine_has() {
    let home = Home::new();
    let script = "source <(llm-connections completions bash)";
    let bash = shell(&home, "bash", &["--norc", "--noprofile", "-i"], script);
    let bash = bash.expect("bash is everywhere");
    for (typed, expected) in COMPLETED {
        completes(&bash, typed, expected);
    }
    completes(&bash, "add --preset 'Azu", "add --preset 'Azure OpenAI' ");
}

#[test]
fn zsh_completes_what_this_machine_has() {
    let home = Home::new();
    let script = "autoload -U compinit; compinit -u -D; source <(llm-connections completions zsh)";
    let Some(zsh) = shell(&home, "zsh", &["-f", "-i"], script) else { return };
    for (typed, expected) in COMPLETED {
        completes(&zsh, typed, expected);
    }
}

#[test]
fn fish_completes_what_this_machine_has() {
    let home = Home::new();
    let script = "llm-connections completions fish | source";
    let Some(fish) = shell(&home, "fish", &["--no-config"], script) else { return };
    for (typed, expected) in COMPLETED {
        completes(&fish, typed, expected);
    }
}
