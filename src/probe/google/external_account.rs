//! The credential file of an account at another identity provider.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

use super::token_url::TokenUrl;
use crate::settings::secret::Secret;

/// An account at another identity provider.
#[derive(Debug, Deserialize)]
pub(super) struct ExternalAccount {
    pub audience: String,
    pub subject_token_type: String,
    pub token_url: TokenUrl,
    pub credential_source: Source,
    /// The URL for impersonating a service account.
    pub service_account_impersonation_url: Option<TokenUrl>,
}

/// The source of the other provider's token.
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
    /// For sources that a later version of Google's libraries may add.
    Other {},
}

/// A program that prints the token.
#[derive(Debug, Deserialize)]
pub(super) struct Executable {
    pub command: String,
    /// The file in which it caches the token, if it does.
    pub output_file: Option<String>,
}

/// The format of the token's source.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub(super) enum Format {
    #[default]
    Text,
    /// One member of a JSON object.
    Json { subject_token_field_name: String },
}

impl Format {
    /// The token in the bytes of its source.
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
