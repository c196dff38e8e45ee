//! `default`, `midstream`, `workspace`, `performance`: the settings of new chats.

use std::process::ExitCode;

use serde_json::{Map, Value, json};

use super::context::{Context, NamedConnection, unix_time};
use super::failure::Failure;
use super::named_values::named_values;
use crate::cli::json_schema::Output;
use crate::cli::messages;
use crate::cli::output::{Narrow, labelled, print, print_json, table};
use crate::settings::Workspace;
use crate::settings::connection::midstream::MidStream;
use crate::settings::edit::Edit;
use crate::settings::edit::assignment::toggled;
use crate::settings::edit::diff::shown_at;
use crate::settings::redact::redacted;
use crate::settings::workspace::defaults::Setting;
use crate::settings::workspace::performance::Switch;
use crate::settings::workspace::thinking::Thinking;
use crate::system::rtk;

/// The names of a workspace's settings.
const SETTINGS: [(&str, Setting); 3] = [
    ("connection", Setting::Connection),
    ("model", Setting::Model),
    ("thinking", Setting::Thinking),
];

/// A value as a command would take it.
fn written(value: &Value) -> String {
    match redacted(value) {
        Value::String(text) => text,
        other => other.to_string(),
    }
}

/// A stored setting for printing: without secrets, and with the current name of a thinking level.
fn shown_setting(setting: Setting, value: &Value) -> Value {
    match (setting, value.as_str()) {
        (Setting::Thinking, Some(word)) => redacted(&Thinking::word(word).into()),
        _ => redacted(value),
    }
}

fn shown_defaults(context: &Context) -> Result<ExitCode, Failure> {
    let settings = context.settings();
    let position = settings.default_position();
    let connection = position.map(|position| settings.id_at(position).slug);
    let default = settings.default_connection();
    let model = default.and_then(|c| c.get("defaultModel"));
    let thinking = settings.stored_thinking();
    let thinking = thinking.map(|value| shown_setting(Setting::Thinking, value));
    if context.json {
        print_json(
            Output::Defaults,
            &json!({
                "connection": connection,
                "stored": settings.stored_default_value().map(redacted),
                "model": model.map(redacted),
                "thinking": thinking,
            }),
        )?;
        return Ok(ExitCode::SUCCESS);
    }
    let or_craft = |name: &str, value: Option<String>| {
        value.unwrap_or_else(|| match name {
            // In parentheses: in effect but not stored.
            "thinking" => format!("({})", Thinking::DEFAULT.value()),
            _ => "Craft decides".to_owned(),
        })
    };
    let rows = [
        ("connection", connection),
        ("model", model.map(|model| shown_at("model", Some(model)))),
        ("thinking", thinking.as_ref().map(written)),
    ];
    print(&labelled(&rows.map(|(name, value)| (name.to_owned(), or_craft(name, value)))))?;
    Ok(ExitCode::SUCCESS)
}

/// A workspace's overrides as the command would take them.
fn written_overrides(workspace: &Workspace) -> String {
    if let Some(why) = workspace.why_not_editable() {
        return format!("! {why}");
    }
    let set = SETTINGS.iter().filter_map(|(name, setting)| {
        let value = workspace.stored(*setting)?;
        let value = match setting {
            Setting::Model => shown_at("model", Some(value)),
            Setting::Connection | Setting::Thinking => written(&shown_setting(*setting, value)),
        };
        Some(format!("{name}={value}"))
    });
    let set: Vec<String> = set.collect();
    if set.is_empty() { "nothing".to_owned() } else { set.join(" ") }
}

pub(super) fn default(context: &mut Context, arguments: &[String]) -> Result<ExitCode, Failure> {
    let settings = context.settings();
    if arguments.is_empty() {
        return shown_defaults(context);
    }
    let (slug, fields) = match arguments.split_first() {
        Some((first, rest)) if !first.contains('=') => (Some(first.as_str()), rest),
        Some((first, rest)) if first.starts_with("connection=") => {
            (first.strip_prefix("connection="), rest)
        }
        _ => (None, arguments),
    };
    let mut edits = Vec::new();
    let id = match slug {
        Some("") => {
            return Err(Failure::Usage(messages::NO_DEFAULT.to_owned()));
        }
        Some(slug) => {
            let id = context.connection(slug)?.id;
            edits.push(settings.make_default(&id));
            Some(id)
        }
        None => settings.default_position().map(|position| settings.id_at(position)),
    };
    for (name, value) in named_values(fields, &["connection", "model", "thinking"])? {
        edits.push(match name {
            "connection" => {
                return Err(Failure::Usage(messages::CONNECTION_COMES_FIRST.to_owned()));
            }
            "model" => {
                let none = || Failure::Refused(messages::NO_CONNECTION.to_owned());
                settings.choose_model(&id.clone().ok_or_else(none)?, value)
            }
            _ => settings.choose_thinking(value),
        });
    }
    context.make(&Edit::All(edits))
}

pub(super) fn mid_stream(
    context: &mut Context,
    slug: &str,
    mode: Option<&str>,
) -> Result<ExitCode, Failure> {
    let NamedConnection { id, connection, .. } = context.connection(slug)?;
    let Some(mode) = mode else {
        let mode = connection.mid_stream().0.value();
        if context.json {
            print_json(Output::MidStream, &json!({"slug": slug, "midStream": mode}))?;
        } else {
            print(&format!("{mode}\n"))?;
        }
        return Ok(ExitCode::SUCCESS);
    };
    let mode = MidStream::from_value(&mode.into())
        .ok_or_else(|| Failure::Usage(messages::unknown_mode(mode)))?;
    let edit = context.settings().choose_mid_stream(&id, mode);
    context.make(&edit)
}

fn workspace_as_json(workspace: &Workspace) -> Value {
    let mut value =
        json!({"name": workspace.name(), "id": workspace.id, "rootPath": workspace.root_path});
    for (name, setting) in SETTINGS {
        let stored = workspace.stored(setting);
        value[name] = stored.map(|value| shown_setting(setting, value)).into();
    }
    value["problem"] = workspace.why_not_editable().into();
    value
}

pub(super) fn workspace(
    context: &mut Context,
    called: Option<&str>,
    fields: &[String],
) -> Result<ExitCode, Failure> {
    let settings = context.settings();
    let one = called.map(|called| context.workspace(called)).transpose()?;
    if fields.is_empty() {
        let shown: Vec<&Workspace> = match one {
            Some(one) => vec![one],
            None => settings.workspaces().iter().collect(),
        };
        if context.json {
            let all: Vec<Value> = shown.iter().map(|w| workspace_as_json(w)).collect();
            if one.is_some() {
                print_json(Output::Workspace, &all[0])?;
            } else {
                print_json(Output::Workspaces, &json!({"workspaces": all}))?;
            }
        } else {
            let row = |w: &&Workspace| {
                let name = w.name().into_owned();
                vec![name, w.root_path.clone(), written_overrides(w)]
            };
            let rows: Vec<Vec<String>> = shown.iter().map(row).collect();
            print(&table(&["WORKSPACE", "FOLDER", "SETS"], &rows, Narrow::Wrap(&[2])))?;
        }
        return Ok(ExitCode::SUCCESS);
    }
    let Some(one) = one else {
        return Err(Failure::Usage(messages::NAME_A_WORKSPACE.to_owned()));
    };
    let root = one.root_path.clone();
    let mut edits = Vec::new();
    for (name, value) in named_values(fields, &SETTINGS.map(|(name, _)| name))? {
        let setting = SETTINGS.iter().find(|(n, _)| *n == name);
        let setting = setting.map_or(Setting::Connection, |(_, setting)| *setting);
        if setting == Setting::Connection
            && let Some(slug) = value
        {
            context.connection(slug)?;
        }
        edits.push(Edit::SetOverride(settings.override_in(&root, setting, value, unix_time())));
    }
    context.make(&Edit::All(edits))
}

pub(super) fn performance(context: &mut Context, switches: &[String]) -> Result<ExitCode, Failure> {
    let settings = context.settings();
    if switches.is_empty() {
        let on = |switch: Switch| settings.is_on(switch);
        // The sample belongs to no machine.
        let rtk = (!context.demo).then(rtk::find);
        if context.json {
            let all = Switch::ALL.map(|switch| (switch.key().to_owned(), on(switch).into()));
            let mut all: Map<String, Value> = all.into_iter().collect();
            let rtk = rtk.map(|rtk| json!({"version": rtk.version(), "usable": rtk.is_usable()}));
            all.insert("rtk".to_owned(), rtk.into());
            print_json(Output::Performance, &Value::Object(all))?;
        } else {
            let row = |switch: Switch| {
                let word = if on(switch) { "true" } else { "false" };
                let tool = rtk.as_ref().filter(|_| switch == Switch::TokenOptimization);
                let tool = tool.map(|rtk| format!("  {}", rtk.describe()));
                (switch.key().to_owned(), format!("{word}{}", tool.unwrap_or_default()))
            };
            print(&labelled(&Switch::ALL.map(row)))?;
        }
        return Ok(ExitCode::SUCCESS);
    }
    let mut edits = Vec::new();
    for (name, value) in named_values(switches, &Switch::ALL.map(Switch::key))? {
        let on = match value {
            None => None,
            Some(text) => Some(toggled(name, text).map_err(Failure::Usage)?),
        };
        let switch = Switch::ALL.into_iter().find(|switch| switch.key() == name);
        edits.extend(switch.map(|switch| settings.turn(switch, on)));
    }
    context.make(&Edit::All(edits))
}
