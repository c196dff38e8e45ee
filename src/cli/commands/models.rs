//! `models`: a connection's models and their abilities, the models its endpoint lists, and updating
//! the stored list.

use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use serde_json::{Map, Value, json};

use super::context::{Context, NamedConnection};
use super::failure::{CommandResult, Failure, nothing_saved};
use super::until_signal::run_until_signal;
use super::validate::agrees;
use crate::cli::args::ModelsArguments;
use crate::cli::json_schema::Output;
use crate::cli::messages::{is_unchanged, models as messages};
use crate::cli::output::{Narrow, print, print_json, table};
use crate::probe::report::Report;
use crate::probe::{Http, Timeouts, validate};
use crate::settings::Connection;
use crate::settings::connection::models::list::ModelList;
use crate::settings::connection::models::listed::{ListedModel, is_same};
use crate::settings::connection::models::refresh::Refresh;
use crate::settings::connection::models::stated::Stated;
use crate::settings::connection::models::{ModelEntry, about_tokens};
use crate::settings::craft::craft_request::CraftRequest;
use crate::settings::craft::describe::managed_list;
use crate::settings::craft::in_effect::{Source, context_of, images_of, why_no_thinking};
use crate::settings::redact::redacted_text;
use crate::text::yes_or_no;

pub(super) fn run(context: &mut Context, arguments: &ModelsArguments) -> CommandResult {
    let NamedConnection { id, position, connection } = context.connection(&arguments.slug)?;
    if !arguments.fetch {
        let rows = stored_rows(&connection);
        if rows.is_empty() && !context.json {
            print(&format!("{}\n", connection.describe_empty_list()))?;
            return Ok(ExitCode::SUCCESS);
        }
        return show(context, &rows);
    }
    let listed = fetch(context, &connection, arguments)?;
    if !arguments.update {
        return show(context, &fetched_rows(&connection, &listed));
    }
    let removes = arguments.remove_missing;
    let refresh = Refresh::of(&connection, &listed);
    let mut lines = messages::refreshed(&refresh, removes);
    if removes {
        let losing = context.settings().workspaces_on_models(position, &refresh.unlisted);
        let losing = losing.map(|(workspace, model)| (workspace.name(), redacted_text(model)));
        lines.extend(losing.map(|(name, model)| messages::workspace_keeps_model(&name, &model)));
    }
    lines.extend(connection.managed_list().map(|filled| managed_list(filled).to_owned()));
    let is_asked = !refresh.is_empty(removes) && context.can_prompt();
    if !refresh.is_empty(removes) {
        let question = messages::ask_to_update(&redacted_text(&connection.display_name()));
        if !context.confirm(&question, &lines)? {
            return Err(nothing_saved());
        }
    }
    // If there was a question, the person has read them.
    context.notes.extend(if is_asked { Vec::new() } else { lines });
    let edit = context.settings().refresh_models(&id, &refresh, removes);
    context.make_if_any(edit.as_ref(), || is_unchanged(&connection.display_name()))
}

/// Fetches the endpoint's list.
fn fetch(
    context: &Context,
    connection: &Arc<Connection>,
    arguments: &ModelsArguments,
) -> Result<Vec<ListedModel>, Failure> {
    let mut request = context.store.settled_probe_request(Arc::clone(connection), context.demo);
    request.may_spend = false;
    request.unencrypted = arguments.allow_plain_http || agrees(context, connection)?;
    let timeouts = Timeouts::within(Duration::from_secs_f64(arguments.timeout));
    let http = Http::new(timeouts).map_err(Failure::Refused)?;
    let mut report = run_until_signal(validate(&request, &http, timeouts))?;
    let listed = report.models.take().filter(|models| !models.is_empty());
    listed.ok_or_else(|| Failure::Refused(why_no_list(&report)))
}

fn why_no_list(report: &Report) -> String {
    match report.failed() {
        Some(stage) => messages::no_list(&stage.sentence, stage.advice.as_deref()),
        None => messages::no_list(report.sentence(), report.advice()),
    }
}

/// A value, for programs and for people, and its source.
struct Fact {
    json: Value,
    text: String,
    source: String,
}

/// One model, as printed.
#[derive(Default)]
struct Row {
    /// As stored.
    id: String,
    /// For people.
    shown_id: String,
    name: Option<String>,
    is_default: bool,
    is_stored: bool,
    is_listed: Option<bool>,
    context: Option<Fact>,
    max_output: Option<Fact>,
    images: Option<Fact>,
    thinking: Option<Fact>,
}

fn stated_fact<T: Copy + Into<Value>>(
    stated: Stated<T>,
    key: &str,
    text: impl Fn(T) -> String,
) -> Fact {
    Fact {
        json: json!({key: stated.value.into(), "source": stated.source.word(),
            "key": stated.source.key, "basis": stated.source.basis.word()}),
        text: text(stated.value),
        source: stated.source.describe(),
    }
}

/// A fact that applies in chats whatever the endpoint reports.
fn fact_in_chats<T: Copy + Into<Value>>(
    (value, source): (T, &'static str),
    key: &str,
    text: impl Fn(T) -> String,
) -> Fact {
    let json = json!({key: value.into(), "source": source});
    Fact { json, text: text(value), source: source.to_owned() }
}

fn in_words(is_so: bool) -> String {
    yes_or_no(is_so).to_owned()
}

/// The connection's own models, with what is in effect in chats.
fn stored_rows(connection: &Connection) -> Vec<Row> {
    let list = ModelList::of(connection);
    let (chats, none) = (connection.craft_request(), Map::new());
    let chats = chats.as_ref().map_or(&none, CraftRequest::object);
    let row = |(n, entry): (usize, &ModelEntry)| in_chats(connection, &list, chats, n, entry);
    list.entries.iter().enumerate().map(row).collect()
}

fn in_chats(
    connection: &Connection,
    list: &ModelList,
    chats: &Map<String, Value>,
    n: usize,
    entry: &ModelEntry,
) -> Row {
    let context = context_of(chats, entry.value());
    let context = context.map(|(tokens, source)| (tokens, source.word()));
    let images = images_of(chats, entry.value());
    let images = images.map(|(value, source)| (value, source.word()));
    let known = || {
        let known = connection.known_model(entry.id())?;
        Some((known.thinking, Source::Catalogue.word()))
    };
    let never = why_no_thinking(chats, entry.id()).map(|why| (false, why.word()));
    let thinking = never.or_else(known);
    Row {
        id: entry.id().to_owned(),
        shown_id: list.shown_id(entry).to_owned(),
        name: Some(connection.model_name(entry.id())),
        is_default: list.is_default(n),
        is_stored: true,
        is_listed: None,
        context: context.map(|it| fact_in_chats(it, "tokens", about_tokens)),
        max_output: None,
        images: images.map(|it| fact_in_chats(it, "value", in_words)),
        thinking: thinking.map(|it| fact_in_chats(it, "value", in_words)),
    }
}

/// The endpoint's models, followed by stored models that it does not list.
fn fetched_rows(connection: &Connection, listed: &[ListedModel]) -> Vec<Row> {
    let list = ModelList::of(connection);
    let find = |id: &str| {
        let mut stored = list.entries.iter().enumerate();
        stored.find(|(_, entry)| is_same(list.shown_id(entry), id))
    };
    let row = |model: &ListedModel| {
        let stored = find(&model.id);
        Row {
            id: stored.map_or_else(
                || connection.spelling().stored(&model.id).into_owned(),
                |(_, entry)| entry.id().to_owned(),
            ),
            shown_id: model.id.clone(),
            name: model.name.clone(),
            is_default: stored.is_some_and(|(n, _)| list.is_default(n)),
            is_stored: stored.is_some(),
            is_listed: Some(true),
            context: model.context_window.map(|it| stated_fact(it, "tokens", about_tokens)),
            max_output: model.max_output.map(|it| stated_fact(it, "tokens", about_tokens)),
            images: model.supports_images.map(|it| stated_fact(it, "value", in_words)),
            thinking: model.thinks.map(|it| stated_fact(it, "value", in_words)),
        }
    };
    let is_unlisted = |(_, entry): &(usize, &ModelEntry)| {
        !listed.iter().any(|model| is_same(list.shown_id(entry), &model.id))
    };
    let unlisted = list.entries.iter().enumerate().filter(is_unlisted).map(|(n, entry)| Row {
        id: entry.id().to_owned(),
        shown_id: list.shown_id(entry).to_owned(),
        name: entry.name().map(str::to_owned),
        is_default: list.is_default(n),
        is_stored: true,
        is_listed: Some(false),
        ..Row::default()
    });
    listed.iter().map(row).chain(unlisted).collect()
}

fn show(context: &Context, rows: &[Row]) -> CommandResult {
    if context.json {
        let models: Value = rows.iter().map(Row::as_json).collect();
        print_json(Output::Models, &json!({"models": models}))?;
    } else {
        let rows: Vec<Vec<String>> = rows.iter().map(Row::cells).collect();
        print(&table(&messages::HEAD, &rows, Narrow::Cut(&[6, 1])))?;
    }
    Ok(ExitCode::SUCCESS)
}

impl Row {
    fn as_json(&self) -> Value {
        let json = |fact: &Option<Fact>| fact.as_ref().map(|fact| fact.json.clone());
        json!({
            "id": redacted_text(&self.id),
            "name": self.name.as_deref().map(redacted_text),
            "isDefault": self.is_default,
            "stored": self.is_stored,
            "listed": self.is_listed,
            "context": json(&self.context),
            "maxOutput": json(&self.max_output),
            "images": json(&self.images),
            "thinking": json(&self.thinking),
        })
    }

    fn cells(&self) -> Vec<String> {
        let text =
            |fact: &Option<Fact>| fact.as_ref().map(|it| it.text.clone()).unwrap_or_default();
        vec![
            if self.is_default { "*" } else { "" }.to_owned(),
            redacted_text(&self.shown_id),
            text(&self.context),
            text(&self.images),
            text(&self.thinking),
            messages::state(self.is_default, self.is_stored, self.is_listed),
            self.sources(),
        ]
    }

    /// The sources of the values, each once.
    fn sources(&self) -> String {
        let named =
            [("context", &self.context), ("images", &self.images), ("thinking", &self.thinking)];
        let mut all: Vec<(Vec<&str>, &str)> = Vec::new();
        for (what, fact) in named {
            let Some(fact) = fact else { continue };
            match all.iter_mut().find(|(_, source)| *source == fact.source) {
                Some((facts_of_it, _)) => facts_of_it.push(what),
                None => all.push((vec![what], &fact.source)),
            }
        }
        let part = |(facts_of_it, source): &(Vec<&str>, &str)| {
            format!("{} {source}", facts_of_it.join(", "))
        };
        all.iter().map(part).collect::<Vec<_>>().join("; ")
    }
}
