//! The credential file of an account of another identity provider.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

use super::token_url::TokenUrl;
use crate::settings::secret::Secret;

/// An account of another identity provider.
#[derive(Debug, Deserialize)]
pub(super) struct ExternalAccount {
    pub audience: String,
    pub subject_token_type: String,
    pub token_url: TokenUrl,
    pub credential_source: Source,
    /// The service account that it acts for.
    pub service_account_impersonation_url: Option<TokenUrl>,
}

/// Where the token of the other provider comes from.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub(super) enum Source {
    Aws {
        environment_id: String,
        regional_cred_verification_url: String,
    },
    Url {
        url: String,
        #[serde(default)]
        headers: BTreeMap<String, String>,
        #[serde(default)]
        format: Format,
    },
    File {
        file: String,
        #[serde(default)]
        format: Format,
    },
    Executable {
        executable: Executable,
    },
    /// What a later version of Google's libraries knows.
    Other {},
}

/// A program that prints the token.
#[derive(Debug, Deserialize)]
pub(super) struct Executable {
    pub command: String,
    /// Where it keeps the token, if it does.
    pub output_file: Option<String>,
}

/// How the token stands in what is read.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub(super) enum Format {
    #[default]
    Text,
    /// One member of a JSON object.
    Json { subject_token_field_name: String },
}

impl Format {
    /// The token in what was read.
    pub(super) fn token(&self, bytes: &[u8]) -> Option<Secret> {
        let token = match self {
            Self::Text => String::from_utf8(bytes.to_vec()).ok()?,
            Self::Json { subject_token_field_name: name } => {
                let json: Value = serde_json::from_slice(bytes).ok()?;
                json.get(name)?.as_str()?.to_owned()
            }
        };
        let token = token.trim();
        (!token.is_empty()).then(|| Secret::new(token.to_owned()))
    }
}
