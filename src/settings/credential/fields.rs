//! The fields of credentials: form rows like the connection's fields, but stored elsewhere.

pub use super::kinds::{Input, Part};
use super::{CredentialKind, key};
use crate::settings::connection::fields::{Field, Kind, Need, OPTIONAL, required};
use crate::settings::connection::object::Connection;

const fn part(kind: CredentialKind, key: &'static str, input: Input) -> Kind {
    Kind::Secret(Part { kind, key, input })
}

fn required_elsewhere(connection: &Connection) -> Need {
    if connection.is_on_this_machine() { Need::Optional } else { Need::Required }
}

/// The credential fields, in form order. Their paths are only names, and do not occur in
/// config.json.
pub const SECRET_FIELDS: &[Field] = &[
    Field {
        path: "secret.apiKey",
        label: "API key",
        help: "Your API key from the provider.",
        kind: part(CredentialKind::ApiKey, key::VALUE, Input::Masked),
        applies: |c| matches!(c.auth_type(), "api_key" | "api_key_with_endpoint"),
        need: required_elsewhere,
        scope: "api_key, api_key_with_endpoint",
        ..OPTIONAL
    },
    Field {
        path: "secret.bearerToken",
        label: "Bearer token",
        help: "Your Bedrock API key from AWS.",
        kind: part(CredentialKind::ApiKey, key::VALUE, Input::Masked),
        applies: |c| c.auth_type() == "bearer_token",
        need: required_elsewhere,
        scope: "bearer_token",
        ..OPTIONAL
    },
    Field {
        path: "secret.accessToken",
        label: "Access token",
        help: "Stored when you sign in. You can also paste one: from claude setup-token, or a GitHub token for Copilot.",
        kind: part(CredentialKind::OAuth, key::VALUE, Input::Masked),
        applies: |c| c.auth_type() == "oauth",
        scope: "oauth",
        ..OPTIONAL
    },
    Field {
        path: "secret.accessKeyId",
        label: "Access key id",
        help: "The AWS access key id: AKIA…",
        kind: part(CredentialKind::Iam, key::AWS_ACCESS_KEY_ID, Input::Masked),
        applies: is_iam,
        need: required,
        scope: "iam_credentials",
        ..OPTIONAL
    },
    Field {
        path: "secret.secretAccessKey",
        label: "Secret key",
        help: "The secret access key for that id.",
        kind: part(CredentialKind::Iam, key::VALUE, Input::Masked),
        applies: is_iam,
        need: required,
        scope: "iam_credentials",
        ..OPTIONAL
    },
    Field {
        path: "secret.sessionToken",
        label: "Session token",
        help: "Only for temporary access keys. Removed when you enter another access key.",
        kind: part(CredentialKind::Iam, key::AWS_SESSION_TOKEN, Input::Masked),
        applies: is_iam,
        scope: "iam_credentials",
        ..OPTIONAL
    },
    Field {
        path: "secret.region",
        label: "Region",
        help: "AWS region, such as us-east-1. Stored with the key.",
        kind: part(CredentialKind::Iam, key::AWS_REGION, Input::Plain),
        // If the connection has its own region, that region is stored with the key.
        applies: |c| is_iam(c) && c.provider_type() != "bedrock",
        scope: "iam_credentials but of bedrock",
        ..OPTIONAL
    },
    Field {
        path: "secret.serviceAccount",
        label: "Service account",
        help: "Path to the JSON key file from Google, or paste its contents. Its contents are stored, not the path.",
        kind: part(CredentialKind::ServiceAccount, key::VALUE, Input::File),
        applies: |c| c.auth_type() == "service_account_file",
        need: required,
        scope: "service_account_file",
        ..OPTIONAL
    },
];

fn is_iam(connection: &Connection) -> bool {
    connection.auth_type() == "iam_credentials"
}

/// The path of the field where the credential of a connection is typed; empty if there is none, as
/// for a login: its row offers to sign in.
pub(crate) fn typed_field(connection: &Connection) -> &'static str {
    let is_typed = |field: &&Field| {
        (field.applies)(connection)
            && field.secret().is_some_and(|part| part.kind != CredentialKind::OAuth)
    };
    SECRET_FIELDS.iter().find(is_typed).map_or("", |field| field.path)
}

/// The first field for a part of a credential.
pub(crate) fn field_of(kind: CredentialKind, key: &str) -> Option<&'static Field> {
    let is_it = |field: &&Field| field.secret().is_some_and(|p| p.kind == kind && p.key == key);
    SECRET_FIELDS.iter().find(is_it)
}
