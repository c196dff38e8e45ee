//! The tables that are generated from the program's own.

use std::fs;

use llm_connections::own_settings::SETTINGS;
use llm_connections::settings::catalogue::Catalogue;
use llm_connections::settings::connection::fields::FIELDS;
use llm_connections::settings::connection::midstream::MidStream;
use llm_connections::settings::connection::presets::presets;
use llm_connections::settings::connection::provider::{AUTH_TYPES, PROVIDERS};
use llm_connections::settings::craft::sends::key_variables;
use llm_connections::settings::credential::fields::SECRET_FIELDS;
use llm_connections::tui::keymap::{ACTION_NAMES, BINDINGS, KeyContext, row_of};
use serde_json::Value;

use super::{Document, END, documents};

/// What begins a generated part, up to its name.
const GENERATED: &str = "<!-- generated: ";

fn table(head: &[&str], rows: impl IntoIterator<Item = Vec<String>>) -> String {
    let line = |cells: Vec<String>| format!("| {} |\n", cells.join(" | "));
    let mut text = line(head.iter().map(|cell| (*cell).to_owned()).collect());
    text.push('|');
    text += &"---|".repeat(head.len());
    text.push('\n');
    text.extend(rows.into_iter().map(line));
    text
}

fn code(text: &str) -> String {
    if text.is_empty() { String::new() } else { format!("`{text}`") }
}

fn codes<'t>(texts: impl IntoIterator<Item = &'t str>) -> String {
    texts.into_iter().map(code).collect::<Vec<_>>().join(", ")
}

fn keys(context: KeyContext) -> String {
    let rows = BINDINGS.iter().filter(|binding| binding.context == context).map(|binding| {
        let keys: Vec<String> = binding.keys.iter().map(|key| code(&key.name())).collect();
        vec![keys.join(" "), binding.label.to_owned()]
    });
    table(&["Key", "Action"], rows)
}

fn own_settings() -> String {
    let rows = SETTINGS.iter();
    let rows = rows.map(|(name, value, help)| vec![code(name), code(value), (*help).to_owned()]);
    table(&["Setting", "Default", "What it does"], rows)
}

fn actions() -> String {
    let rows = ACTION_NAMES.iter().map(|(name, action)| {
        let row = row_of(*action).expect("every action is bound");
        let keys: Vec<String> = row.keys.iter().map(|key| code(&key.name())).collect();
        vec![code(name), keys.join(" "), row.label.to_owned()]
    });
    table(&["Action", "Keys", "What it does"], rows)
}

fn commands() -> String {
    let rows = llm_connections::cli::commands_and_abouts();
    let rows = rows.into_iter().map(|(usage, about)| vec![code(&usage), about]);
    table(&["Command", "What it does"], rows)
}

fn fields() -> String {
    let rows = FIELDS.iter().map(|field| {
        let cells = [field.label, &code(field.path), field.scope, field.help];
        cells.map(str::to_owned).to_vec()
    });
    table(&["Field", "Key in the file", "Connections", "Meaning"], rows)
}

fn secrets() -> String {
    let rows = SECRET_FIELDS.iter().map(|field| {
        let part = field.secret().expect("a part of a credential");
        let place = format!("{}, {}", code(&part.kind.key_of("SLUG")), code(part.key));
        [field.label, &place, field.scope, field.help].map(str::to_owned).to_vec()
    });
    table(&["Field", "Entry and key in credentials.enc", "Authentication", "Meaning"], rows)
}

fn providers() -> String {
    let rows = PROVIDERS.iter().map(|provider| {
        let labels: Vec<&str> =
            [Some(provider.label), provider.oauth_label].into_iter().flatten().collect();
        let auth = codes(provider.auth.iter().copied());
        vec![
            code(provider.value),
            labels.join(", "),
            auth,
            MidStream::default_of(provider.value).value().to_owned(),
        ]
    });
    table(&["`providerType`", "Shown as", "`authType`", "Sends unless set"], rows)
}

fn auth_types() -> String {
    let rows = AUTH_TYPES.iter().map(|(value, label)| vec![code(value), (*label).to_owned()]);
    table(&["`authType`", "Shown as"], rows)
}

fn preset_table() -> String {
    let rows = presets().iter().map(|preset| {
        let field =
            |key: &str| preset.fields().get(key).and_then(Value::as_str).unwrap_or_default();
        let provider = [field("providerType"), field("piAuthProvider")];
        let provider = codes(provider.into_iter().filter(|value| !value.is_empty()));
        let key = preset.key.as_deref().unwrap_or_default();
        vec![preset.name.clone(), provider, code(field("authType")), preset.note.clone(), code(key)]
    });
    table(&["Preset", "Provider, upstream", "`authType`", "About", "A key looks like"], rows)
}

fn upstreams() -> String {
    let rows = Catalogue::bundled().upstreams().map(|upstream| {
        let host =
            upstream.base_url.trim_start_matches("https://").split('/').next().unwrap_or_default();
        vec![
            code(upstream.name),
            upstream.label.to_owned(),
            if host.is_empty() { "yours".to_owned() } else { code(host) },
            code(upstream.api),
            upstream.models().len().to_string(),
            codes(key_variables(upstream.name).iter().copied()),
        ]
    });
    let head = [
        "`piAuthProvider`",
        "Shown as",
        "Host",
        "Protocol of most models",
        "Models",
        "Key from the environment",
    ];
    table(&head, rows)
}

fn catalogue_size() -> String {
    let catalogue = Catalogue::bundled();
    let (upstreams, models) = catalogue
        .upstreams()
        .fold((0, 0), |(upstreams, models), next| (upstreams + 1, models + next.models().len()));
    format!(
        "The catalog is that of {}: {upstreams} upstreams, {models} models.\n",
        catalogue.version()
    )
}

/// What belongs into the generated part of a name.
fn generated(name: &str) -> String {
    if let Some(title) = name.strip_prefix("keys of ") {
        let context = KeyContext::TITLES.iter().find(|(_, other)| *other == title);
        return keys(context.unwrap_or_else(|| panic!("no keys are bound in “{title}”")).0);
    }
    match name {
        "commands" => commands(),
        "fields" => fields(),
        "secrets" => secrets(),
        "providers" => providers(),
        "auth types" => auth_types(),
        "presets" => preset_table(),
        "upstreams" => upstreams(),
        "catalog" => catalogue_size(),
        "own settings" => own_settings(),
        "actions" => actions(),
        _ => panic!("nothing generates “{name}”"),
    }
}

/// A text with its generated parts as they should be, and the names of these.
fn regenerated(document: &Document) -> (String, Vec<String>) {
    let mut parts = document.text.split(GENERATED);
    let mut text = parts.next().unwrap_or_default().to_owned();
    let mut names = Vec::new();
    for part in parts {
        let (name, rest) = part.split_once(" -->").expect("the mark ends");
        let (_, rest) = rest.split_once(END).unwrap_or_else(|| panic!("“{name}” has no end"));
        let table = generated(name);
        text.extend([GENERATED, name, " -->\n\n", &table, "\n", END, rest]);
        names.push(name.to_owned());
    }
    (text, names)
}

#[test]
fn generated_tables_are_up_to_date() {
    for document in documents() {
        let (right, _) = regenerated(&document);
        if std::env::var_os("UPDATE_MANUAL").is_some() {
            fs::write(&document.path, right).expect("written");
        } else {
            let name = document.name();
            assert!(
                document.text == right,
                "{name} is out of date: run UPDATE_MANUAL=1 cargo test --test it manual"
            );
        }
    }
}

#[test]
fn the_manual_has_every_table_once() {
    let mut names: Vec<String> =
        documents().iter().flat_map(|document| regenerated(document).1).collect();
    names.sort();
    let rest = [
        "actions",
        "auth types",
        "catalog",
        "commands",
        "fields",
        "own settings",
        "presets",
        "providers",
        "secrets",
        "upstreams",
    ];
    let mut expected: Vec<String> =
        KeyContext::TITLES.iter().map(|(_, title)| format!("keys of {title}")).collect();
    expected.extend(rest.map(str::to_owned));
    expected.sort();
    assert_eq!(names, expected);
}
