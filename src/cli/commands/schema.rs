//! `schema`: the JSON schemas of commands' output, for programs that read it.

use std::process::ExitCode;

use serde_json::Value;

use super::failure::{CommandResult, Failure};
use crate::cli::json_schema::{Output, schema_of};
use crate::cli::messages;
use crate::cli::output::print_as_is;

const NAME: &str = "llm-connections";

/// Prints the schema of a command's output, or of all outputs with the commands that print them.
pub(super) fn run(command: &[String]) -> CommandResult {
    let all = crate::cli::commands_with_json();
    let schema = if command.is_empty() {
        schema_of_all(&all)
    } else {
        let name = command.join(" ");
        let outputs = Output::printed_by(&name);
        if outputs.is_empty() {
            return Err(Failure::Usage(messages::no_schema(&name, &all)));
        }
        schema_of(&format!("{NAME} {name} --json"), outputs)
    };
    print_as_is(&format!("{schema:#}\n"))?;
    Ok(ExitCode::SUCCESS)
}

/// All of them, grouped by the commands that print them.
fn schema_of_all(commands: &[String]) -> Value {
    let mut outputs: Vec<Output> = Vec::new();
    let mut by_command = serde_json::Map::new();
    for name in commands {
        let printed = Output::printed_by(name);
        outputs.extend(
            printed.iter().filter(|output| !outputs.contains(output)).copied().collect::<Vec<_>>(),
        );
        let names = printed.iter().map(|output| output.name());
        by_command.insert(name.clone(), names.collect());
    }
    let mut schema = schema_of(&format!("{NAME} --json"), &outputs);
    schema["x-commands"] = Value::Object(by_command);
    schema
}
