//! The possible values at each place of a command. Each function gets the typed part of a word.

use std::collections::BTreeSet;
use std::ffi::OsStr;

use clap_complete::CompletionCandidate;

use super::settings;
use super::typed;
use crate::settings::connection::fields::{FIELDS, Field, Kind};
use crate::settings::connection::local_server::LocalServerKind;
use crate::settings::connection::object::Connection;
use crate::settings::connection::presets;
use crate::settings::sign_in::LoginProvider;
use crate::settings::transfer::tools::Tool;
use crate::settings::workspace::performance::Switch;
use crate::settings::workspace::thinking::Thinking;
use crate::settings::{Settings, Workspace};

pub(super) type Candidates = Vec<CompletionCandidate>;

/// A value and its description.
pub(super) struct Value {
    text: String,
    about: String,
}

impl Value {
    pub(super) fn new(text: impl Into<String>, about: impl Into<String>) -> Self {
        Self { text: text.into(), about: about.into() }
    }

    /// The value with a name, `NAME=VALUE`.
    fn named(self, name: &str) -> Self {
        Self { text: format!("{name}={}", self.text), ..self }
    }
}

/// The values that begin with what was typed.
pub(super) fn fitting(typed: &OsStr, values: impl IntoIterator<Item = Value>) -> Candidates {
    let Some(typed) = typed.to_str() else { return Vec::new() };
    let fits = |value: &Value| value.text.starts_with(typed);
    let candidate = |value: Value| {
        let about = (!value.about.is_empty()).then(|| value.about.into());
        CompletionCandidate::new(value.text).help(about)
    };
    values.into_iter().filter(fits).map(candidate).collect()
}

fn connections(settings: &Settings) -> Vec<Value> {
    let all = settings.connections().iter();
    all.map(|connection| Value::new(connection.slug(), connection.display_name())).collect()
}

pub(in crate::cli) fn slugs(typed: &OsStr) -> Candidates {
    fitting(typed, settings::read(connections))
}

pub(in crate::cli) fn presets(typed: &OsStr) -> Candidates {
    let all = presets::presets().iter();
    fitting(typed, all.map(|preset| Value::new(&preset.name, &preset.note)))
}

pub(in crate::cli) fn local_servers(typed: &OsStr) -> Candidates {
    let all = LocalServerKind::ALL.into_iter();
    fitting(typed, all.map(|kind| Value::new(kind.name(), kind.start_command())))
}

pub(in crate::cli) fn login_providers(typed: &OsStr) -> Candidates {
    let all = LoginProvider::ALL.into_iter();
    fitting(typed, all.map(|provider| Value::new(provider.key(), provider.label())))
}

pub(in crate::cli) fn tools(typed: &OsStr) -> Candidates {
    let all = Tool::ALL.into_iter();
    fitting(typed, all.map(|tool| Value::new(tool.key(), tool.locations())))
}

/// The values of `--only`: the offers of the typed tool, else the connections here.
pub(in crate::cli) fn importable(typed: &OsStr) -> Candidates {
    let words = typed::words();
    let named = |tool: &Tool| words.iter().any(|word| word == tool.key());
    let Some(tool) = Tool::ALL.into_iter().find(named) else {
        return slugs(typed);
    };
    let offers: Vec<Value> = settings::read_with_tools(|settings, sources| {
        let offers = tool.find(sources, settings, 0).offers.into_iter();
        offers.map(|offer| Value::new(&offer.id, offer.connection.display_name())).collect()
    });
    fitting(typed, offers)
}

/// `FIELD=`, then the values of that field.
pub(in crate::cli) fn fields(typed: &OsStr) -> Candidates {
    let name = name_of(typed);
    let Some(field) = FIELDS.iter().find(|field| Some(field.path) == name.as_deref()) else {
        let settable = FIELDS.iter().filter(|field| field.is_editable());
        return fitting(
            typed,
            settable.map(|field| Value::new(format!("{}=", field.path), field.label)),
        );
    };
    let values = settings::read(|settings| values_of(field, settings));
    fitting(typed, values.into_iter().map(|value| value.named(field.path)))
}

fn values_of(field: &Field, settings: &Settings) -> Vec<Value> {
    let words = typed::words();
    let all = settings.connections().iter();
    let of = all
        .map(AsRef::as_ref)
        .find(|connection| words.iter().any(|word| word == connection.slug()));
    let none = Connection::new(serde_json::json!({}));
    let connection = of.unwrap_or(&none);
    match field.kind {
        Kind::Choice(_) | Kind::Toggle => {
            let choices = field.choices(connection).into_iter();
            choices.filter_map(|choice| Some(Value::new(choice.value?, choice.label))).collect()
        }
        Kind::Model => connection.model_ids().map(|id| Value::new(id, "")).collect(),
        _ => Vec::new(),
    }
}

/// The default connection, or `model=` and `thinking=` for new chats.
pub(in crate::cli) fn defaults(typed: &OsStr) -> Candidates {
    if let Some(name) = name_of(typed) {
        return values_of_new_chats(typed, &name, |settings| {
            let default = settings.default_connection().into_iter();
            default.flat_map(Connection::model_ids).map(str::to_owned).collect()
        });
    }
    let names = ["model=", "thinking="].map(|name| Value::new(name, "of new chats"));
    fitting(typed, settings::read(connections).into_iter().chain(names))
}

/// The values of `connection=`, `model=` and `thinking=`.
fn values_of_new_chats(
    typed: &OsStr,
    name: &str,
    models: impl FnOnce(&Settings) -> BTreeSet<String>,
) -> Candidates {
    let values: Vec<Value> = match name {
        "connection" => settings::read(connections),
        "model" => settings::read(models).into_iter().map(|id| Value::new(id, "")).collect(),
        "thinking" => Thinking::ALL.map(|level| Value::new(level.value(), "")).into(),
        _ => Vec::new(),
    };
    fitting(typed, values.into_iter().map(|value| value.named(name)))
}

pub(in crate::cli) fn workspaces(typed: &OsStr) -> Candidates {
    let values = settings::read(|settings| {
        let all = settings.workspaces().iter();
        let value = |it: &Workspace| Value::new(it.name(), it.root_path.clone());
        all.map(value).collect::<Vec<_>>()
    });
    fitting(typed, values)
}

pub(in crate::cli) fn workspace_fields(typed: &OsStr) -> Candidates {
    if let Some(name) = name_of(typed) {
        return values_of_new_chats(typed, &name, |settings| {
            let all = settings.connections().iter();
            all.flat_map(|connection| connection.model_ids()).map(str::to_owned).collect()
        });
    }
    let names = ["connection=", "model=", "thinking="];
    fitting(typed, names.map(|name| Value::new(name, "of new chats there")))
}

/// `SWITCH=true` and `SWITCH=false`.
pub(in crate::cli) fn switches(typed: &OsStr) -> Candidates {
    let of = |switch: Switch| {
        ["true", "false"].map(|is| Value::new(is, switch.label()).named(switch.key()))
    };
    fitting(typed, Switch::ALL.into_iter().flat_map(of))
}

pub(in crate::cli) fn backups(typed: &OsStr) -> Candidates {
    fitting(typed, settings::backups().into_iter().map(|name| Value::new(name, "")))
}

/// The name in what was typed, once its value has started.
fn name_of(typed: &OsStr) -> Option<String> {
    Some(typed.to_str()?.split_once('=')?.0.to_owned())
}
