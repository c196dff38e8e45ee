//! Manual pages: the help texts of the commands, and sections that only a manual page has.

mod sections;
mod source;

use std::fs;
use std::io::{self, Write};
use std::path::Path;
use std::time::SystemTime;

use clap::Command;
use clap_mangen::Man;
use clap_mangen::roff::{Roff, bold, italic, roman};
use humantime::format_rfc3339_seconds;

use sections::{ENVIRONMENT, EXIT_STATUS, FILES};
use source::tidied;

const PROGRAM: &str = "llm-connections";
const SECTION: &str = "1";

/// The page of a command. [`Command::build`] must have been called on its root.
pub(super) fn page(command: &Command) -> io::Result<String> {
    let name = page_name(command);
    let man = Man::new(command.clone());
    let mut page = Vec::new();
    let mut head = Roff::new();
    let release = format!("{PROGRAM} {}", env!("CARGO_PKG_VERSION"));
    let title = name.to_uppercase();
    head.control("TH", [&*title, SECTION, &*date(), &*release, "User Commands"]);
    head.control("SH", ["NAME"]);
    head.text([roman(format!("{name} - {}", about(command)))]);
    head.control("SH", ["SYNOPSIS"]);
    synopsis(command, &mut head);
    head.to_writer(&mut page)?;
    man.render_description_section(&mut page)?;
    if command.get_arguments().any(|argument| !argument.is_hide_set()) {
        man.render_options_section(&mut page)?;
    }
    let mut tail = Roff::new();
    commands(command, &mut tail);
    examples(command, &mut tail);
    tail.control("SH", ["EXIT STATUS"]);
    described(&EXIT_STATUS, &mut tail);
    if is_program(command) {
        tail.control("SH", ["ENVIRONMENT"]);
        described(&ENVIRONMENT, &mut tail);
        tail.control("SH", ["FILES"]);
        described(&FILES, &mut tail);
    } else {
        tail.control("SH", ["SEE ALSO"]);
        tail.text([bold(PROGRAM), roman(format!("({SECTION})"))]);
    }
    tail.to_writer(&mut page)?;
    Ok(tidied(&String::from_utf8_lossy(&page)))
}

/// Writes the pages of a command and its subcommands into a folder, and returns how many.
pub(super) fn write_all(command: &Command, folder: &Path) -> io::Result<usize> {
    fs::create_dir_all(folder)?;
    let path = folder.join(format!("{}.{SECTION}", page_name(command)));
    fs::File::create(path)?.write_all(page(command)?.as_bytes())?;
    shown_commands(command).try_fold(1, |count, inner| Ok(count + write_all(inner, folder)?))
}

fn is_program(command: &Command) -> bool {
    page_name(command) == PROGRAM
}

/// `llm-connections-secret-set`
fn page_name(command: &Command) -> String {
    command.get_bin_name().unwrap_or(PROGRAM).replace(' ', "-")
}

fn about(command: &Command) -> String {
    command.get_about().map(ToString::to_string).unwrap_or_default()
}

fn shown_commands(command: &Command) -> impl Iterator<Item = &Command> {
    command.get_subcommands().filter(|it| !it.is_hide_set() && it.get_name() != "help")
}

/// The date of the release; today in a development build.
fn date() -> String {
    let of_release = env!("LLM_CONNECTIONS_DATE");
    if of_release.is_empty() {
        let now = format_rfc3339_seconds(SystemTime::now()).to_string();
        return now.chars().take_while(|letter| *letter != 'T').collect();
    }
    of_release.to_owned()
}

/// The command with its own options, then with its arguments, each with its value.
fn synopsis(command: &Command, page: &mut Roff) {
    let mut line = vec![bold(command.get_bin_name().unwrap_or(PROGRAM))];
    let options = command.get_arguments().filter(|it| !it.is_hide_set() && !it.is_positional());
    for option in options.filter(|it| !matches!(it.get_id().as_str(), "help" | "version")) {
        let Some(long) = option.get_long() else { continue };
        line.extend([roman(" ["), bold(format!("--{long}"))]);
        if option.get_action().takes_values() {
            let is_optional = option.get_num_args().is_some_and(|count| count.min_values() == 0);
            let between = match (option.is_require_equals_set(), is_optional) {
                (true, true) => "[=",
                (false, true) => " [",
                (_, false) => " ",
            };
            let value = option.get_value_names().map(|names| names.join(" ")).unwrap_or_default();
            line.extend([roman(between), italic(value)]);
            line.extend(is_optional.then(|| roman("]")));
        }
        line.push(roman("]"));
    }
    for argument in command.get_positionals().filter(|it| !it.is_hide_set()) {
        let names = argument.get_value_names().map(|names| names.join(" ")).unwrap_or_default();
        let dots = if argument.get_action().takes_values()
            && argument.get_num_args().is_some_and(|count| count.max_values() > 1)
        {
            "..."
        } else {
            ""
        };
        let (open, close) = if argument.is_required_set() { ("", "") } else { ("[", "]") };
        line.extend([roman(format!(" {open}")), italic(names), roman(format!("{close}{dots}"))]);
    }
    if command.has_subcommands() {
        line.extend([roman(" "), italic("COMMAND")]);
    }
    page.text(line);
}

fn commands(command: &Command, page: &mut Roff) {
    if !command.has_subcommands() {
        return;
    }
    page.control("SH", ["COMMANDS"]);
    for inner in shown_commands(command) {
        page.control("TP", []);
        page.text([bold(page_name(inner)), roman(format!("({SECTION})"))]);
        page.text([roman(about(inner))]);
    }
}

/// The examples shown in help.
fn examples(command: &Command, page: &mut Roff) {
    let after = command.get_after_help().map(ToString::to_string).unwrap_or_default();
    let Some((_, example)) = after.split_once("Example: ") else { return };
    page.control("SH", ["EXAMPLES"]);
    page.control("nf", []);
    page.text([roman(example)]);
    page.control("fi", []);
}

/// Terms with their descriptions.
fn described(rows: &[(&str, &str)], page: &mut Roff) {
    for (word, meaning) in rows {
        page.control("TP", []);
        page.text([bold(*word)]);
        page.text([roman(*meaning)]);
    }
}
