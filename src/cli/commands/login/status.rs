//! `login --status`: who is signed in, until when, and what renews it.

use std::process::ExitCode;
use std::sync::Arc;

use serde_json::{Value, json};

use super::super::context::Context;
use super::super::failure::{CommandResult, Failure};
use crate::cli::json_schema::Output;
use crate::cli::messages;
use crate::cli::output::{Narrow, hanging, print, print_json, table};
use crate::settings::Connection;
use crate::settings::credential::account::Account;
use crate::settings::credential::{CredentialProblem, Facts};
use crate::settings::redact::redacted_text;
use crate::settings::sign_in::LoginProvider;
use crate::store::now_ms;
use crate::text::moment::moment;

const HEAD: [&str; 5] = ["SLUG", "PROVIDER", "SIGNED IN AS", "UNTIL", "RENEWED BY"];

pub(in crate::cli::commands) fn status(context: &Context, slug: Option<&str>) -> CommandResult {
    let connections: Vec<Arc<Connection>> = if let Some(slug) = slug {
        let found = context.connection(slug)?;
        LoginProvider::of(&found.connection).map_err(Failure::Refused)?;
        vec![found.connection]
    } else {
        let all = context.settings().connections().iter();
        all.filter(|connection| connection.login().is_some()).map(Arc::clone).collect()
    };
    let usable =
        |connection: &Connection| context.settings().status(connection, now_ms()).is_usable();
    let is_left = slug.is_none() && context.settings().has_left_claude_login();
    if context.json {
        let rows: Value = connections.iter().map(|c| as_json(context, c, usable(c))).collect();
        print_json(Output::Logins, &json!({"logins": rows, "unusedClaudeLogin": is_left}))?;
    } else {
        if !connections.is_empty() {
            let rows: Vec<_> = connections.iter().map(|c| as_row(context, c)).collect();
            print(&table(&HEAD, &rows, Narrow::Wrap(&[2])))?;
        } else if !is_left {
            print(&format!("{}\n", messages::NO_CONNECTION_SIGNS_IN))?;
        }
        if is_left {
            let (left, way) = (messages::CLAUDE_LOGIN_IS_LEFT, messages::LOGOUT_REMOVES_IT);
            print(&hanging("", &format!("{left} {way}")))?;
        }
    }
    let is_refused = connections.iter().any(|connection| usable(connection) == Some(false));
    Ok(ExitCode::from(u8::from(is_refused)))
}

fn facts<'a>(context: &'a Context, connection: &Connection) -> Option<&'a Facts> {
    context.settings().credentials().of_chats(connection)
}

fn provider(connection: &Connection) -> &str {
    match LoginProvider::of(connection) {
        Ok(provider) => provider.label(),
        Err(_) => connection.upstream().unwrap_or_default(),
    }
}

fn as_json(context: &Context, connection: &Connection, usable: Option<bool>) -> Value {
    let facts = facts(context, connection);
    let account = facts.and_then(|facts| facts.account.as_ref());
    json!({
        "slug": connection.slug(),
        "name": redacted_text(&connection.display_name()),
        "provider": LoginProvider::of(connection).ok().map(LoginProvider::key),
        "account": account.and_then(|account| account.email.as_ref().or(account.id.as_ref())),
        "plan": account.and_then(|account| account.plan.as_ref()),
        "expiresAt": facts.and_then(|facts| facts.expires_at),
        "renews": facts.filter(|facts| facts.renews()).map(|_| "craft"),
        "usable": usable,
    })
}

fn as_row(context: &Context, connection: &Connection) -> Vec<String> {
    let facts = facts(context, connection);
    let authentication = context.settings().authentication(connection, now_ms());
    let account = facts.and_then(|facts| facts.account.as_ref()).and_then(Account::describe);
    let state = match authentication.problem_for(connection) {
        None => account.unwrap_or_else(|| "signed in".to_owned()),
        Some(CredentialProblem::Missing(_)) => "not signed in".to_owned(),
        Some(CredentialProblem::Expired(..)) => "login expired".to_owned(),
        Some(CredentialProblem::Expiring(..)) => "login expires soon".to_owned(),
        Some(CredentialProblem::Unusable(_)) => "login unusable".to_owned(),
        Some(CredentialProblem::Unread | CredentialProblem::UnknownAuthType) => {
            "unknown".to_owned()
        }
    };
    let until = facts.and_then(|facts| facts.expires_at).map(moment);
    let renews = facts.is_some_and(Facts::renews);
    vec![
        connection.slug().to_owned(),
        provider(connection).to_owned(),
        state,
        until.unwrap_or_else(|| "–".to_owned()),
        if renews { "Craft" } else { "–" }.to_owned(),
    ]
}
