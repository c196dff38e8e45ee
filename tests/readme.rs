//! The README's tables of keys and fields are made from the program's own, and this is how they stay true: run
//! `UPDATE_README=1 cargo test --test readme` after a change.

use std::fs;
use std::path::Path;

use llm_connections::settings::credential::fields::SECRET_FIELDS;
use llm_connections::settings::fields::FIELDS;
use llm_connections::tui::keymap::{BINDINGS, Where};

fn keys() -> String {
    let head = ["| where | keys | what they do |", "|---|---|---|"].map(str::to_owned);
    let rows = Where::TITLES.into_iter().flat_map(|(place, title)| {
        BINDINGS
            .iter()
            .filter(move |b| b.place == place)
            .map(move |binding| {
                let keys: Vec<String> = binding
                    .keys
                    .iter()
                    .map(|key| format!("`{}`", key.name()))
                    .collect();
                format!("| {title} | {} | {} |", keys.join(" "), binding.label)
            })
    });
    lines(head.into_iter().chain(rows))
}

fn fields() -> String {
    let head = [
        "| field | in the file | in which connections | what it is |",
        "|---|---|---|---|",
    ]
    .map(str::to_owned);
    let rows = FIELDS
        .iter()
        .map(|f| format!("| {} | `{}` | {} | {} |", f.label, f.path, f.scope, f.help));
    lines(head.into_iter().chain(rows))
}

fn commands() -> String {
    let head = ["| command | what it does |", "|---|---|"].map(str::to_owned);
    let rows = llm_connections::cli::commands_and_abouts();
    let rows = rows
        .into_iter()
        .map(|(usage, about)| format!("| `{usage}` | {about} |"));
    lines(head.into_iter().chain(rows))
}

fn secrets() -> String {
    let head = [
        "| field | in the file of credentials | with which authentication | what it is |",
        "|---|---|---|---|",
    ]
    .map(str::to_owned);
    let rows = SECRET_FIELDS.iter().map(|field| {
        let part = field.secret().expect("a part of a credential");
        let place = format!("{}, `{}`", part.kind.key_of("SLUG"), part.key).replacen(',', "`,", 1);
        format!(
            "| {} | `{place} | {} | {} |",
            field.label, field.scope, field.help
        )
    });
    lines(head.into_iter().chain(rows))
}

fn lines(rows: impl Iterator<Item = String>) -> String {
    rows.map(|row| row + "\n").collect()
}

/// The text with what stands between two marks replaced.
fn with_table(text: &str, name: &str, table: &str) -> String {
    let (begin, end) = (
        format!("<!-- {name} -->\n"),
        format!("<!-- end of {name} -->"),
    );
    let (head, rest) = text
        .split_once(&begin)
        .unwrap_or_else(|| panic!("the README has no {begin}"));
    let (_, tail) = rest
        .split_once(&end)
        .unwrap_or_else(|| panic!("the README has no {end}"));
    format!("{head}{begin}\n{table}\n{end}{tail}")
}

#[test]
fn the_tables_of_the_readme_are_the_programs_own() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
    let kept = fs::read_to_string(&path).expect("the README");
    let right = with_table(&with_table(&kept, "keys", &keys()), "fields", &fields());
    let right = with_table(&right, "secrets", &secrets());
    let right = with_table(&right, "commands", &commands());
    if std::env::var_os("UPDATE_README").is_some() {
        fs::write(&path, &right).expect("written");
    } else {
        assert!(
            kept == right,
            "README.md is out of date: run UPDATE_README=1 cargo test --test readme"
        );
    }
}

#[test]
fn every_file_that_the_readme_links_to_is_there() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let text = fs::read_to_string(root.join("README.md")).expect("the README");
    let links: Vec<&str> = text
        .split("](")
        .skip(1)
        .filter_map(|rest| rest.split(')').next())
        .collect();
    assert!(links.len() > 5, "the tour links the rooms");
    for link in links
        .into_iter()
        .filter(|link| !link.contains("://") && !link.starts_with('#'))
    {
        assert!(
            root.join(link).exists(),
            "{link} is linked, and is not there"
        );
    }
}
