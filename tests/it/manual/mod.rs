//! Checks README.md and the manual in assets/manual against the program: generated tables, links,
//! keys, command lines and the keys of JSON. After changing a table, run `UPDATE_MANUAL=1 cargo
//! test --test it manual`.
mod commands;
mod links;
mod tables;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use llm_connections::probe::report::{PartReason, Reason};
use llm_connections::tui::keymap::{Action, BINDINGS, KeyContext};

/// The end of a generated or otherwise marked part.
const END: &str = "<!-- end -->";

/// The size limit of the README in bytes: anything beyond belongs in the manual.
const README_LIMIT: usize = 8_000;

struct Document {
    path: PathBuf,
    text: String,
}

impl Document {
    fn read(path: PathBuf) -> Self {
        let text =
            fs::read_to_string(&path).unwrap_or_else(|why| panic!("{}: {why}", path.display()));
        Self { path, text }
    }

    fn name(&self) -> String {
        self.path.strip_prefix(root()).expect("in the project").display().to_string()
    }
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn readme() -> Document {
    Document::read(root().join("README.md"))
}

/// The README and every page of the manual.
fn documents() -> Vec<Document> {
    let pages = fs::read_dir(root().join("assets/manual")).expect("the manual");
    let mut pages: Vec<PathBuf> = pages.map(|page| page.expect("a page").path()).collect();
    pages.sort();
    let mut documents = vec![readme()];
    documents.extend(pages.into_iter().map(Document::read));
    documents
}

/// The part of a text between a mark and the next [`END`].
fn marked<'t>(document: &'t Document, mark: &str) -> &'t str {
    let part = document.text.split_once(mark).and_then(|(_, rest)| rest.split_once(END));
    part.unwrap_or_else(|| panic!("{} has no part {mark}", document.name())).0
}

#[test]
fn the_readme_is_short() {
    let bytes = readme().text.len();
    assert!(bytes < README_LIMIT, "{bytes} bytes");
}

#[test]
fn every_reason_of_a_report_has_a_row_in_the_manual() {
    let page = Document::read(root().join("assets/manual/validation.md"));
    let rows = page.text.lines().filter(|line| line.starts_with("| "));
    let cells =
        rows.filter_map(|row| row.split(" | ").nth(2)?.strip_prefix('`')?.strip_suffix('`'));
    let mut named: Vec<&str> = cells.collect();
    let mut reasons: Vec<&str> = Reason::ALL.into_iter().map(Reason::key).collect();
    named.sort_unstable();
    reasons.sort_unstable();
    assert_eq!(named, reasons);
}

#[test]
fn every_reason_of_a_full_test_is_in_the_manual() {
    let page = Document::read(root().join("assets/manual/validation.md"));
    for reason in PartReason::ALL.map(PartReason::key) {
        assert!(page.text.contains(&format!("`{reason}`")), "{reason}");
    }
}

#[test]
fn the_keys_in_the_readme_do_what_it_says() {
    let expected = [
        ("enter", KeyContext::Connection, Action::Activate),
        ("a", KeyContext::Page, Action::Add),
        ("d", KeyContext::Connection, Action::SetDefault),
        ("s", KeyContext::Connection, Action::FlipMidStream),
        ("m", KeyContext::Connection, Action::Menu),
        ("v", KeyContext::Connection, Action::Validate),
        ("/", KeyContext::Page, Action::Filter),
        ("p", KeyContext::Page, Action::Problems),
        ("u", KeyContext::Page, Action::Undo),
        ("?", KeyContext::Page, Action::Help),
    ];
    let readme = readme();
    let rows = marked(&readme, "<!-- keys -->").lines().filter_map(|line| line.strip_prefix("| `"));
    let keys: Vec<&str> = rows.filter_map(|row| row.split('`').next()).collect();
    assert_eq!(keys, expected.map(|(key, ..)| key));
    for (key, context, action) in expected {
        let mut bound = BINDINGS
            .iter()
            .filter(|binding| binding.context == context && binding.action == action);
        assert!(bound.any(|binding| binding.keys.iter().any(|other| other.name() == key)), "{key}");
    }
}

fn run(arguments: &[String], home: &Path) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_llm-connections"));
    command.env_clear().env("HOME", home).env("XDG_STATE_HOME", home.join("state"));
    command.env("PATH", "/usr/bin:/bin").args(arguments).stdin(Stdio::null()).current_dir(home);
    command.output().expect("it runs")
}
