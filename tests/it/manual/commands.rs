//! Command lines that the documents print, and the JSON that they describe.

use std::collections::{BTreeSet, HashSet};

use serde_json::Value;

use super::{Document, documents, marked, root, run};

/// The words of a command line, as a shell splits them. Pipes, redirections and such are words of
/// their own.
fn words(line: &str) -> Vec<String> {
    let (mut words, mut word, mut quote) = (Vec::new(), None::<String>, None);
    for c in line.chars() {
        match (quote, c) {
            (Some(open), _) if c == open => quote = None,
            (None, '\'' | '"') => {
                quote = Some(c);
                word.get_or_insert_default();
            }
            (None, ' ') => words.extend(word.take()),
            (None, '#') if word.is_none() => break,
            _ => word.get_or_insert_default().push(c),
        }
    }
    words.extend(word);
    words
}

/// The commands of this program in a text: each line of a shell's block, and each code span that
/// begins with its name.
fn command_lines(text: &str) -> Vec<Vec<String>> {
    const NAME: &str = "llm-connections";
    let mut lines: Vec<String> = Vec::new();
    let (mut in_shell, mut in_block) = (false, false);
    for line in text.lines() {
        if let Some(language) = line.strip_prefix("```") {
            (in_block, in_shell) = (!in_block, !in_block && language == "sh");
        } else if in_shell {
            lines.push(line.to_owned());
        } else if !in_block {
            let spans = line.split('`').skip(1).step_by(2);
            lines.extend(spans.filter(|span| span.starts_with(NAME)).map(str::to_owned));
        }
    }
    let mut commands = Vec::new();
    for line in lines {
        let words = words(&line);
        for segment in words.split(|word| matches!(&**word, "|" | "||" | "&&" | ">" | ";")) {
            if segment.first().is_some_and(|name| name == NAME) && segment.len() > 1 {
                commands.push(segment[1..].to_vec());
            }
        }
    }
    commands
}

#[test]
fn every_command_line_in_the_documents_is_one_that_the_program_takes() {
    let mut seen = HashSet::new();
    for document in documents() {
        for arguments in command_lines(&document.text) {
            if !seen.insert(arguments.clone())
                || !arguments.iter().any(|word| word.starts_with(char::is_alphabetic))
            {
                // The screen needs a terminal.
                continue;
            }
            // In an empty home: there is no connection to ask a provider about.
            let home = tempfile::tempdir().expect("a folder");
            let ran = run(&arguments, home.path());
            let message = String::from_utf8_lossy(&ran.stderr);
            assert!(
                matches!(ran.status.code(), Some(0 | 1)),
                "{}: {arguments:?}: {message}",
                document.name()
            );
        }
    }
    assert!(seen.len() > 15, "{seen:?}");
}

/// The keys of an object, but for the version that each has, or the keys of the first object in
/// the array that is all of it.
fn keys_of(value: &Value, is_array: bool) -> BTreeSet<String> {
    let keys = |value: &Value| {
        let object = value.as_object().unwrap_or_else(|| panic!("no object: {value}"));
        object.keys().filter(|key| *key != "schemaVersion").cloned().collect()
    };
    let all: BTreeSet<String> = keys(value);
    match all.first().filter(|_| is_array) {
        Some(only) => keys(&value[only][0]).into_iter().chain(all).collect(),
        None => all,
    }
}

#[test]
fn the_keys_of_json_are_those_in_the_manual() {
    let home = tempfile::tempdir().expect("a folder");
    let of_demo = |arguments: &[&str]| -> Value {
        let all = ["--demo", "--json"].iter().chain(arguments).map(|word| (*word).to_owned());
        let ran = run(&all.collect::<Vec<_>>(), home.path());
        serde_json::from_slice(&ran.stdout).unwrap_or_else(|why| panic!("{arguments:?}: {why}"))
    };
    let list = of_demo(&["list"]);
    let slug = list["connections"][0]["slug"].as_str().expect("a slug");
    let manual = Document::read(root().join("assets/manual/commands.md"));
    let rows: Vec<&str> =
        marked(&manual, "<!-- json -->").lines().filter(|line| line.starts_with("| `")).collect();
    assert!(rows.len() > 10, "{rows:?}");
    for row in rows {
        let cells: Vec<&str> = row.trim_matches('|').split(" | ").collect();
        let command = cells[0].trim().trim_matches('`').replace("SLUG", slug);
        let documented: BTreeSet<String> =
            cells[1].split('`').skip(1).step_by(2).map(str::to_owned).collect();
        let arguments: Vec<&str> = command.split(' ').collect();
        if arguments[0] == "validate" || arguments[0] == "backups" {
            // Asks providers; has nothing to list in the sample.
            continue;
        }
        let actual = keys_of(&of_demo(&arguments), cells[1].contains("`: array"));
        if cells[1].contains("stored fields") {
            assert!(documented.is_subset(&actual), "{command}: {actual:?}");
        } else {
            assert_eq!(documented, actual, "{command}");
        }
    }
}
