//! `performance`: the switches under Performance.

use std::process::ExitCode;

use serde_json::{Map, Value, json};

use super::context::Context;
use super::failure::{CommandResult, Failure};
use super::named_values::named_values;
use crate::cli::json_schema::Output;
use crate::cli::output::{labeled, print, print_json};
use crate::settings::edit::Edit;
use crate::settings::edit::assignment::toggled;
use crate::settings::workspace::performance::Switch;
use crate::system::rtk;

pub(super) fn run(context: &mut Context, switches: &[String]) -> CommandResult {
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
            print(&labeled(&Switch::ALL.map(row)))?;
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
