//! The commands: each asks the settings, lets the store make an edit, and prints what came of it.
//! None has a rule of its own.

mod backups;
mod defaults;
mod edit;
mod generate;
mod resolve;
mod secret;
mod show;
mod validate;

use std::io::{self, IsTerminal, Write};
use std::mem::take;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::SystemTime;

use super::args::{Cli, Command, Global};
use super::output::{self, commit_as_json, plain, print, print_json, warn};
use crate::settings::connection::faults::FieldError;
use crate::settings::edit::{Edit, Refusal};
use crate::settings::{Connection, ConnectionId, Settings, Workspace};
use crate::store::{Commit, CommitError, RestoreError, Store, milliseconds};
use crate::system::signals::{self, Signal};
use crate::text::nearest::no_such;

/// Why a command was not done.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// It was asked for in a way that means nothing.
    #[error("{0}")]
    Usage(String),
    /// It cannot be done.
    #[error("{0}")]
    Refused(String),
    /// Some of its files are new and some are old.
    #[error("{0}")]
    InPart(String),
    /// It was given up at a prompt.
    #[error("Nothing was stored.")]
    Interrupted,
    /// A signal ends it.
    #[error("Ended by {0}.")]
    Signalled(Signal),
    /// It was done, and cannot be told.
    #[error("It was done, but that cannot be printed: {0}")]
    Untold(io::Error),
    /// The files cannot be found.
    #[error(transparent)]
    Unopened(#[from] anyhow::Error),
    /// Nothing can be printed or read.
    #[error(transparent)]
    Io(#[from] io::Error),
}

impl From<CommitError> for Failure {
    fn from(error: CommitError) -> Self {
        match error {
            CommitError::Refused(Refusal::Invalid(problems)) => field_errors(problems),
            error @ CommitError::Mixed(_) => Self::InPart(error.to_string()),
            other => Self::Refused(other.to_string()),
        }
    }
}

impl From<RestoreError> for Failure {
    fn from(error: RestoreError) -> Self {
        Self::Refused(error.to_string())
    }
}

impl Failure {
    /// The exit code that says so.
    pub const fn code(&self) -> u8 {
        match self {
            Self::Usage(_) => 2,
            Self::Refused(_)
            | Self::InPart(_)
            | Self::Untold(_)
            | Self::Unopened(_)
            | Self::Io(_) => 1,
            // As a shell tells of an interrupt.
            Self::Interrupted | Self::Signalled(_) => 130,
        }
    }
}

/// Problems, each with the name that its field has for commands.
fn field_errors(problems: Vec<FieldError>) -> Failure {
    let line = |FieldError { path, sentence }| match path {
        "" => sentence,
        path => format!("{path}: {sentence}"),
    };
    let lines: Vec<String> = problems.into_iter().map(line).collect();
    Failure::Refused(lines.join("\n"))
}

/// What decides where config.json is looked for.
const WHERE: &str =
    "Its folder comes from --config-dir, else from CRAFT_CONFIG_DIR, else it is ~/.craft-agent.";

/// What a command is done with.
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of the command line")]
struct Context {
    store: Store,
    json: bool,
    dry_run: bool,
    demo: bool,
    /// Every question is answered with yes.
    yes: bool,
    /// What is to be known of the edit besides what the edit itself says.
    notes: Vec<String>,
}

/// A connection that a command is about.
struct NamedConnection {
    id: ConnectionId,
    /// Its place in the list.
    place: usize,
    connection: Arc<Connection>,
}

/// Does a command. The files are opened where it is about them.
///
/// # Errors
/// Why not.
pub fn run(
    command: Command,
    global: &Global,
    open: impl Fn() -> anyhow::Result<Store>,
) -> Result<ExitCode, Failure> {
    let opened = || -> Result<Context, Failure> {
        let mut store = open()?;
        store.settle_config();
        Ok(Context {
            store,
            json: global.json,
            dry_run: global.dry_run,
            demo: global.demo.is_some(),
            yes: global.yes,
            notes: Vec::new(),
        })
    };
    let ready = || opened()?.ready();
    match command {
        Command::Presets => generate::presets(global.json),
        Command::Fields => generate::fields(global.json),
        Command::Completions { shell } => generate::completions::<Cli>(shell),
        Command::Man { command } => generate::manual::<Cli>(&command),
        Command::Backups => backups::backups(&opened()?),
        Command::Restore { backup } => backups::restore(&mut opened()?, backup.as_deref()),
        Command::Check { fix } => show::check(opened()?, fix),
        Command::Validate { slugs, all, timeout, allow_plain_http } => {
            let slugs = if all { None } else { Some(&slugs[..]) };
            validate::validate(opened()?, slugs, timeout, allow_plain_http)
        }
        Command::List => show::list(&ready()?),
        Command::Show { slug } => show::show(&ready()?, &slug),
        Command::Add { preset, arguments } => {
            edit::add(&mut ready()?, preset.as_deref(), &arguments)
        }
        Command::Set { slug, fields } => edit::set(&mut ready()?, &slug, &fields),
        Command::Replace { slug } => edit::replace(&mut ready()?, &slug),
        Command::Rename { slug, name } => edit::rename(&mut ready()?, &slug, &name),
        Command::Duplicate { slug, with_secrets } => {
            edit::duplicate(&mut ready()?, &slug, with_secrets)
        }
        Command::Delete { slug, with_login } => edit::delete(&mut ready()?, &slug, with_login),
        Command::Default { arguments } => defaults::default(&mut ready()?, &arguments),
        Command::Midstream { slug, mode } => {
            defaults::mid_stream(&mut ready()?, &slug, mode.as_deref())
        }
        Command::Workspace { workspace, fields } => {
            defaults::workspace(&mut ready()?, workspace.as_deref(), &fields)
        }
        Command::Performance { switches } => defaults::performance(&mut ready()?, &switches),
        Command::Resolve { workspace, session } => {
            resolve::resolve(&ready()?, workspace.as_deref(), session.as_deref())
        }
        Command::Secret(command) => secret::run(&mut ready()?, command),
    }
}

impl Context {
    /// The same where there is a config.json: without one there is nothing that could be right or
    /// wrong.
    fn ready_to_judge(self) -> Result<Self, Failure> {
        match self.store.missing() {
            Some(missing) => Err(Failure::Refused(format!("{missing}\n{WHERE}"))),
            None => self.ready(),
        }
    }

    /// Warns where there is no config.json: nothing is listed then, and that may not be what is
    /// meant.
    fn warn_if_missing(&self) {
        if let Some(missing) = self.store.missing() {
            warn(&missing);
        }
    }

    /// With everything read; refused where config.json cannot be used.
    fn ready(mut self) -> Result<Self, Failure> {
        if let Some(why) = self.store.unreadable() {
            return Err(Failure::Refused(format!(
                "{why}\nFix it in an editor, or put a backup back with restore."
            )));
        }
        self.store.read_all();
        self.warn_if_missing();
        Ok(self)
    }

    const fn settings(&self) -> &Settings {
        self.store.settings()
    }

    /// The connection that is written so.
    fn connection(&self, slug: &str) -> Result<NamedConnection, Failure> {
        let settings = self.settings();
        let found = settings.find(slug).and_then(|id| {
            let place = settings.position(&id)?;
            let connection = settings.connections()[place].clone();
            Some(NamedConnection { id, place, connection })
        });
        found.ok_or_else(|| {
            let slugs = settings.connections().iter().map(|c| c.slug());
            let (thing, end) = (format!("connection {slug}"), "; the command list shows them all.");
            Failure::Refused(no_such(&thing, slug, slugs, end))
        })
    }

    /// The workspace of a name, an id or a folder.
    fn workspace(&self, called: &str) -> Result<&Workspace, Failure> {
        let all = self.settings().workspaces();
        let fits = |w: &&Workspace| w.is_called(called);
        let mut fitting = all.iter().filter(fits);
        match (fitting.next(), fitting.next()) {
            (Some(one), None) => Ok(one),
            (Some(_), Some(_)) => Err(Failure::Refused(format!(
                "Several workspaces are called {called}: name one by its id or its folder."
            ))),
            (None, _) => {
                let names: Vec<_> = all.iter().map(Workspace::name).collect();
                let names = names.iter().map(AsRef::as_ref);
                let (thing, end) =
                    (format!("workspace {called}"), "; the command workspace shows them all.");
                Err(Failure::Refused(no_such(&thing, called, names, end)))
            }
        }
    }

    /// Makes an edit, or looks at what it would do.
    fn commit(&mut self, edit: &Edit) -> Result<Commit, Failure> {
        if self.dry_run {
            return Ok(self.store.preview(edit)?);
        }
        self.agree_to_new_folder()?;
        self.agree_beside_craft(edit)?;
        let _whole = signals::uninterrupted();
        let mut commit = self.store.commit(edit)?;
        commit.caveats.extend(self.store.settle_saved());
        self.store.sweep();
        Ok(commit)
    }

    /// Asks before a folder is created that somebody named: it may be mistyped.
    fn agree_to_new_folder(&self) -> Result<(), Failure> {
        let Some(folder) = self.store.folder_to_create() else {
            return Ok(());
        };
        let question = format!("{} does not exist. Create it?", folder.display());
        if self.confirm(&question, &[])? { Ok(()) } else { Err(nothing_saved()) }
    }

    /// Asks before credentials are changed beside a Craft that will write over them.
    fn agree_beside_craft(&self, edit: &Edit) -> Result<(), Failure> {
        if self.yes || self.demo {
            return Ok(());
        }
        let Some(craft) = self.store.craft_beside(edit) else {
            return Ok(());
        };
        let warning = craft.warning();
        match prompted("Save anyway?", std::slice::from_ref(&warning))? {
            Some(true) => Ok(()),
            Some(false) => Err(nothing_saved()),
            None => Err(Failure::Refused(format!("{warning}\nTo save anyway, add --yes."))),
        }
    }

    /// Makes an edit, or says what it would do, and prints that.
    fn make(&mut self, edit: &Edit) -> Result<ExitCode, Failure> {
        let commit = self.commit(edit)?;
        self.made(commit)
    }

    /// Prints what an edit came to.
    fn made(&mut self, mut commit: Commit) -> Result<ExitCode, Failure> {
        commit.caveats.splice(0..0, take(&mut self.notes));
        if commit.touches_credentials() && !self.dry_run && !self.demo {
            commit.caveats.push(match self.store.running_craft() {
                Some(craft) => format!(
                    "Craft is running (process {}): restart it, or it goes on with the old credentials and writes them back.",
                    craft.pid
                ),
                None => "If Craft is running, restart it to see the change.".to_owned(),
            });
        }
        if commit.changes.is_empty() {
            "Nothing changes".clone_into(&mut commit.label);
        }
        self.print_commit(&output::commit(&commit, self.dry_run), &commit)
    }

    /// The same of what a save comes to; without an edit all is so already.
    fn make_if_any(&mut self, edit: Option<&Edit>) -> Result<ExitCode, Failure> {
        if let Some(edit) = edit {
            return self.make(edit);
        }
        let commit = Commit {
            label: "Nothing changes".to_owned(),
            changes: Vec::new(),
            caveats: take(&mut self.notes),
            not_done: Vec::new(),
        };
        self.print_commit(&output::commit(&commit, self.dry_run), &commit)
    }

    /// Prints what was done: a text for people, or the commit for programs. Exit code 1 where part
    /// of it could not be done.
    fn print_commit(&self, text: &str, commit: &Commit) -> Result<ExitCode, Failure> {
        let field_errors =
            if self.json { print_json(&commit_as_json(commit, self.dry_run)) } else { print(text) };
        field_errors.map_err(Failure::Untold)?;
        for not_done in &commit.not_done {
            warn(&format!("Not done: {not_done}."));
        }
        Ok(ExitCode::from(u8::from(!commit.not_done.is_empty())))
    }

    /// Whether a question would be asked, and not answered by a flag.
    fn can_prompt(&self) -> bool {
        !self.yes && !self.dry_run && io::stdin().is_terminal()
    }

    /// Asks whether something that cannot be undone here is meant; where there is nobody to ask, it
    /// is not.
    fn confirm(&self, question: &str, lines: &[String]) -> Result<bool, Failure> {
        if self.yes || self.dry_run {
            return Ok(true);
        }
        match prompted(question, lines)? {
            Some(agreed) => Ok(agreed),
            None => Err(Failure::Refused(format!("{question} {ADD_YES}"))),
        }
    }
}

/// What to do where there is no terminal to ask a question on.
const ADD_YES: &str = "There is no terminal to ask on: add --yes.";

fn nothing_saved() -> Failure {
    Failure::Refused("Nothing was saved.".to_owned())
}

/// What whoever is there answers to a question; none where nobody is.
fn prompted(question: &str, lines: &[String]) -> Result<Option<bool>, Failure> {
    if !io::stdin().is_terminal() {
        return Ok(None);
    }
    let mut err = io::stderr().lock();
    for line in lines {
        writeln!(err, "  {}", plain(line))?;
    }
    write!(err, "{} [y/N] ", plain(question))?;
    err.flush()?;
    let mut answer = String::new();
    io::stdin().read_line(&mut answer)?;
    Ok(Some(matches!(answer.trim(), "y" | "Y" | "yes")))
}

/// Texts `NAME=VALUE`, as [`named_value`]; none is said twice.
fn named_values<'a>(
    texts: &'a [String],
    names: &[&'static str],
) -> Result<Vec<(&'static str, Option<&'a str>)>, Failure> {
    let mut all: Vec<(&'static str, Option<&str>)> = Vec::new();
    for text in texts {
        let (name, value) = named_value(text, names)?;
        if all.iter().any(|(added_text, _)| *added_text == name) {
            return Err(Failure::Usage(format!("{name} is said twice.")));
        }
        all.push((name, value));
    }
    Ok(all)
}

/// A text `NAME=VALUE` with one of some names; an empty value is none.
fn named_value<'a>(
    text: &'a str,
    names: &[&'static str],
) -> Result<(&'static str, Option<&'a str>), Failure> {
    let (name, value) = text.split_once('=').ok_or_else(|| {
        // Not repeated: it may be a key that is in the wrong place.
        Failure::Usage(format!(
            "What is to be is said as NAME=VALUE; the names are {}.",
            names.join(", ")
        ))
    })?;
    let Some(known) = names.iter().find(|known| **known == name) else {
        let (thing, end) =
            (format!("{name} here"), format!("; the names are {}.", names.join(", ")));
        let all = names.iter().copied();
        return Err(Failure::Usage(no_such(&thing, name, all, &end)));
    };
    let value = value.trim();
    Ok((known, (!value.is_empty()).then_some(value)))
}

/// Milliseconds since the epoch.
fn unix_time() -> u64 {
    milliseconds(SystemTime::now())
}
