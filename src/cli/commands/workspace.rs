//! `workspace`: the overrides of workspaces.

use std::process::ExitCode;

use serde_json::{Value, json};

use super::context::Context;
use super::failure::{CommandResult, Failure};
use super::named_values::named_values;
use super::shown_setting::{shown_setting, written};
use crate::cli::json_schema::Output;
use crate::cli::messages;
use crate::cli::output::{Narrow, print, print_json, table};
use crate::settings::Workspace;
use crate::settings::edit::Edit;
use crate::settings::edit::diff::shown_at;
use crate::settings::workspace::defaults::Setting;
use crate::store::now_ms;

/// The names of a workspace's settings.
const SETTINGS: [(&str, Setting); 3] = [
    ("connection", Setting::Connection),
    ("model", Setting::Model),
    ("thinking", Setting::Thinking),
];

pub(super) fn run(context: &mut Context, called: Option<&str>, fields: &[String]) -> CommandResult {
    let settings = context.settings();
    let one = called.map(|called| context.workspace(called)).transpose()?;
    if fields.is_empty() {
        let shown: Vec<&Workspace> = match one {
            Some(one) => vec![one],
            None => settings.workspaces().iter().collect(),
        };
        if context.json {
            let all: Vec<Value> = shown.iter().map(|w| as_json(w)).collect();
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
        edits.push(Edit::SetOverride(settings.override_in(&root, setting, value, now_ms())));
    }
    context.make(&Edit::All(edits))
}

fn as_json(workspace: &Workspace) -> Value {
    let mut value =
        json!({"name": workspace.name(), "id": workspace.id, "rootPath": workspace.root_path});
    for (name, setting) in SETTINGS {
        let stored = workspace.stored(setting);
        value[name] = stored.map(|value| shown_setting(setting, value)).into();
    }
    value["problem"] = workspace.why_not_editable().into();
    value
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
