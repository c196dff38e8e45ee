//! `secret status`: which credentials of a connection are stored.

use std::process::ExitCode;

use serde_json::{Value, json};

use crate::cli::commands::context::{Context, NamedConnection};
use crate::cli::commands::failure::CommandResult;
use crate::cli::json_schema::Output;
use crate::cli::messages;
use crate::cli::output::{labeled, print, print_json};
use crate::settings::credential::{CredentialKind, Credentials, Facts, Status};
use crate::settings::{Connection, Settings};
use crate::store::now_ms;

/// What is known of a connection's credentials.
struct Found<'a> {
    connection: &'a Connection,
    status: Status,
    /// The stored credentials by kind.
    stored: Vec<(CredentialKind, &'a Facts)>,
    /// The variables that are set.
    environment: Vec<&'a str>,
    /// Why credentials.enc cannot be used.
    problem: Option<&'a str>,
}

/// Prints them; exit code 1 if chats lack a credential.
pub(super) fn run(context: &Context, slug: &str) -> CommandResult {
    let NamedConnection { connection, .. } = context.connection(slug)?;
    let found = Found::find(context.settings(), &connection);
    if context.json {
        print_json(Output::SecretStatus, &found.as_json())?;
    } else {
        print(&labeled(&found.rows()))?;
    }
    let is_refused = found.status.is_usable() == Some(false);
    Ok(ExitCode::from(u8::from(is_refused)))
}

impl<'a> Found<'a> {
    fn find(settings: &'a Settings, connection: &'a Connection) -> Self {
        let credentials = settings.credentials();
        let own = connection.credential_kind();
        let facts = |kind: CredentialKind| {
            // The credential that chats use, if it is stored elsewhere.
            let of_chats = credentials.of_chats(connection).filter(|_| own == Some(kind));
            of_chats.or_else(|| credentials.of(kind, connection.slug()))
        };
        let kinds = CredentialKind::ALL.into_iter();
        Self {
            connection,
            status: settings.status(connection, now_ms()),
            stored: kinds.filter_map(|kind| Some((kind, facts(kind)?))).collect(),
            environment: if connection.is_environment_auth() {
                settings.environment().found_for(connection)
            } else {
                Vec::new()
            },
            problem: match credentials {
                Credentials::Unusable { why, .. } => Some(why),
                _ => None,
            },
        }
    }

    fn as_json(&self) -> Value {
        let stored = self.stored.iter().map(|(kind, facts)| {
            json!({
                "kind": kind.label(),
                "expiresAt": facts.expires_at,
                "renews": facts.renews(),
                "awsRegion": facts.aws_region,
                "gcpProjectId": facts.gcp_project,
                "serviceAccountEmail": facts.email,
            })
        });
        json!({
            "slug": self.connection.slug(),
            "authType": self.connection.auth_type(),
            "authenticated": self.status.shown,
            "usable": self.status.is_usable(),
            "note": self.status.note,
            "stored": stored.collect::<Vec<_>>(),
            "environment": self.environment,
            "problem": self.problem,
        })
    }

    fn rows(&self) -> Vec<(String, String)> {
        let labels: Vec<&str> = self.stored.iter().map(|(kind, _)| kind.label()).collect();
        let mut rows = vec![
            ("authentication", self.connection.auth_type().to_owned()),
            ("authenticated", messages::authenticated_text(&self.status).to_owned()),
            ("stored", messages::listed_or_nothing(&labels)),
        ];
        if self.connection.is_environment_auth() {
            rows.push(("found", messages::listed_or_nothing(&self.environment)));
        }
        for (_, facts) in &self.stored {
            let all = [
                ("AWS region", &facts.aws_region),
                ("GCP project", &facts.gcp_project),
                ("service account", &facts.email),
            ];
            rows.extend(all.into_iter().filter_map(|(label, value)| Some((label, value.clone()?))));
        }
        rows.extend(self.status.note.clone().map(|note| ("note", note)));
        rows.extend(self.problem.map(|why| ("problem", format!("credentials.enc {why}"))));
        rows.into_iter().map(|(label, value)| (label.to_owned(), value)).collect()
    }
}
