//! `add --local`: model servers running on this machine, and a connection to one of them.

use std::process::ExitCode;

use serde_json::{Value, json};

use super::add::add_over;
use super::context::Context;
use super::failure::{CommandResult, Failure};
use super::until_signal::run_until_signal;
use crate::cli::json_schema::Output;
use crate::cli::messages;
use crate::cli::output::{Narrow, print, print_json, table};
use crate::probe::local_servers::{PortAnswer, find_local_servers, next_answer};
use crate::probe::{Http, Timeouts};
use crate::settings::connection::endpoint::host;
use crate::settings::connection::local_server::{LocalServer, LocalServerKind};
use crate::settings::connection::models::about_tokens;
use crate::settings::connection::models::listed::ListedModel;
use crate::settings::redact::redacted_text;
use crate::store::now_ms;

/// What answers at each port, by the server that usually has the port, in order.
type Ports = Vec<(LocalServerKind, PortAnswer)>;

/// Adds a connection to the named server; without a name, lists the running ones.
pub(super) fn add_or_list(
    context: &mut Context,
    name: &str,
    arguments: &[String],
) -> CommandResult {
    if name.is_empty() { list(context) } else { add(context, name, arguments) }
}

/// Lists the running servers.
fn list(context: &Context) -> CommandResult {
    let ports = find()?;
    let servers: Vec<&LocalServer> = ports.iter().filter_map(|(_, a)| a.server()).collect();
    if context.json {
        let servers: Value = servers.iter().map(|server| as_json(server, context)).collect();
        print_json(Output::LocalServers, &json!({"servers": servers}))?;
    } else {
        let rows: Vec<Vec<String>> = ports.iter().map(|port| as_row(port, context)).collect();
        let head = ["SERVER", "ADDRESS", "THERE", "ADDED AS", "MODELS"];
        print(&table(&head, &rows, Narrow::Wrap(&[4])))?;
    }
    Ok(if servers.is_empty() { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

/// Adds a connection to a running server.
fn add(context: &mut Context, name: &str, arguments: &[String]) -> CommandResult {
    let Some(kind) = LocalServerKind::named(name) else {
        let names = LocalServerKind::ALL.map(LocalServerKind::name);
        return Err(Failure::Usage(messages::unknown_local_server(name, names)));
    };
    let ports = find()?;
    let found = ports.iter().find_map(|(_, answer)| answer.server().filter(|s| s.kind == kind));
    let at_its_port = ports.iter().find(|(usual, _)| *usual == kind).map(|(_, answer)| answer);
    let refusal = |answer: &PortAnswer| {
        let advice = answer.advice(kind).unwrap_or_default();
        messages::no_local_server(kind.name(), host(kind.usual_url()), &answer.summary(), &advice)
    };
    let Some(server) = found else {
        let why = at_its_port.map(refusal);
        return Err(Failure::Refused(why.unwrap_or_default()));
    };
    let gives_model =
        |text: &String| text.starts_with("models=") || text.starts_with("defaultModel=");
    if server.lacks_models() && !arguments.iter().any(gives_model) {
        return Err(Failure::Refused(refusal(&PortAnswer::Server(server.clone()))));
    }
    if let Some(name) = name_of_connection(server, context) {
        context.notes.push(messages::goes_there_too(&name));
    }
    if server.asks_for_key {
        context.notes.push(messages::local_server_asks_for_key(kind.name()));
    }
    context.notes.extend(server.chat_models().filter_map(served_context));
    let known = context.settings().connection_to(server, now_ms());
    add_over(context, Some(known), arguments)
}

/// Probes the ports.
fn find() -> Result<Ports, Failure> {
    let http = Http::new(Timeouts::default()).map_err(Failure::Refused)?;
    let mut ports = run_until_signal(async {
        let mut ports = Ports::new();
        let mut answers = find_local_servers(&http);
        while let Some(port) = next_answer(&mut answers).await {
            ports.push(port);
        }
        ports
    })?;
    ports.sort_by_key(|(usual, _)| *usual);
    Ok(ports)
}

fn name_of_connection(server: &LocalServer, context: &Context) -> Option<String> {
    let settings = context.settings();
    let connection = settings.connection(&settings.connection_at(server)?)?;
    Some(connection.display_name().into_owned())
}

/// The ids of the models that can chat.
fn models(server: &LocalServer) -> Vec<String> {
    server.chat_models().map(|model| redacted_text(&model.id)).collect()
}

/// The same for people, with the context that a server runs a model with.
fn models_in_words(server: &LocalServer) -> String {
    let models = server.chat_models().map(|model| {
        let id = redacted_text(&model.id);
        match model.served_context() {
            Some(window) => format!("{id} ({})", about_tokens(window.value)),
            None => id,
        }
    });
    models.collect::<Vec<_>>().join(", ")
}

/// The note on that context.
fn served_context(model: &ListedModel) -> Option<String> {
    let window = model.served_context()?;
    let source = window.source.describe();
    Some(messages::served_context(&redacted_text(&model.id), &about_tokens(window.value), &source))
}

fn as_json(server: &LocalServer, context: &Context) -> Value {
    let id = context.settings().connection_at(server);
    json!({"server": server.kind.name(), "baseUrl": server.base_url, "models": models(server),
        "asksForKey": server.asks_for_key, "slug": id.map(|id| id.slug)})
}

fn as_row((usual, answer): &(LocalServerKind, PortAnswer), context: &Context) -> Vec<String> {
    let server = answer.server();
    let name = server.map_or(usual.name(), |server| server.kind.name());
    let added = server.and_then(|server| name_of_connection(server, context)).unwrap_or_default();
    let models = server.map(models_in_words).unwrap_or_default();
    vec![name.to_owned(), host(usual.usual_url()).to_owned(), answer.summary(), added, models]
}
