//! Codex's providers: those in its config.toml, and the key in its auth.json.

use serde_json::Value;
use toml_span::value::ValueInner;

use super::preset::preset_of;
use super::tool_provider::{ToolKey, ToolModel, ToolProvider};
use super::words::{self, missing_variable};
use super::{Finder, text_at};
use crate::settings::secret::Secret;

/// A provider's configuration, in Codex's terms.
pub(super) struct Provider {
    id: String,
    name: String,
    base_url: Option<String>,
    /// The variable that holds its key.
    variable: Option<String>,
    token: Option<Secret>,
    /// Whether it uses the key in auth.json.
    takes_stored_key: bool,
    is_responses: bool,
    has_headers: bool,
    unusual_auth: Option<UnusualAuth>,
}

/// Where a provider's key comes from, if from neither a variable nor a file.
enum UnusualAuth {
    Command,
    /// A signature with an AWS profile; empty for the usual one.
    Aws(String),
}

/// The contents of a config.toml.
#[derive(Default)]
pub(super) struct Config {
    providers: Vec<Provider>,
    /// The active provider and its model.
    provider: Option<String>,
    model: Option<String>,
    openai_base_url: Option<String>,
    /// Whether the login is not in auth.json.
    keeps_login_in_keychain: bool,
}

pub(super) fn find(finder: &mut Finder<'_>) {
    let folder = finder.folder("CODEX_HOME", "~/.codex");
    let (config_path, auth_path) = (format!("{folder}/config.toml"), format!("{folder}/auth.json"));
    let mut config = Config::default();
    if let Some(text) = finder.read(&config_path) {
        match Config::parse(text.expose()) {
            Ok(parsed) => config = parsed,
            Err(why) => finder.leave_out(&config_path, &why),
        }
    }
    let auth = finder.json(&auth_path);
    let auth = auth.as_ref().map(|parsed| &parsed.0);
    let stored = auth.and_then(|auth| text_at(auth, "/OPENAI_API_KEY"));
    if let Some(key) = stored {
        let key = ToolKey::Key(Secret::new(key.to_owned()));
        let tool_provider = ToolProvider::new("openai", &auth_path, key);
        let is_used = config.provider.as_deref().is_none_or(|used| used == "openai");
        let models = model_if(is_used, config.model.as_ref());
        finder.offer(ToolProvider {
            base_url: config.openai_base_url.clone(),
            models,
            ..tool_provider
        });
    }
    if auth.is_none() && config.keeps_login_in_keychain {
        finder.leave_out("Codex", words::IN_KEYCHAIN);
    }
    if auth.is_some_and(|auth| auth.get("tokens").is_some_and(Value::is_object)) {
        finder.leave_out("ChatGPT", words::SIGN_IN);
    }
    config.offer(finder, &config_path, stored, None);
}

/// The model of the settings, for the provider that uses it.
fn model_if(is_used: bool, model: Option<&String>) -> Vec<ToolModel> {
    let model = model.filter(|_| is_used).cloned();
    model.into_iter().map(|id| ToolModel { id, ..ToolModel::default() }).collect()
}

impl Config {
    /// Parses a config.toml.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let root = toml_span::parse(text).map_err(|error| {
            let before = text.get(..error.span.start).unwrap_or(text);
            let line = before.matches('\n').count() + 1;
            let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
            words::not_toml(line, column)
        })?;
        let text_of = |pointer: &str| {
            let text = root.pointer(pointer).and_then(toml_span::Value::as_str).map(str::trim);
            text.filter(|text| !text.is_empty()).map(str::to_owned)
        };
        let mut config = Self {
            provider: text_of("/model_provider"),
            model: text_of("/model"),
            openai_base_url: text_of("/openai_base_url"),
            keeps_login_in_keychain: text_of("/cli_auth_credentials_store")
                .is_some_and(|store| store != "file"),
            ..Self::default()
        };
        let table = root.pointer("/model_providers").and_then(toml_span::Value::as_table);
        for (id, entry) in table.into_iter().flatten() {
            let Some(entry) = entry.as_table() else { continue };
            let text = |name: &str| {
                let text = entry.get(name).and_then(toml_span::Value::as_str).map(str::trim);
                text.filter(|text| !text.is_empty()).map(str::to_owned)
            };
            let is_filled = |name: &str| {
                let table = entry.get(name).and_then(toml_span::Value::as_table);
                table.is_some_and(|table| !table.is_empty())
            };
            let takes_stored_key = entry
                .get("requires_openai_auth")
                .is_some_and(|it| matches!(it.as_ref(), ValueInner::Boolean(true)));
            config.providers.push(Provider {
                id: id.name.to_string(),
                name: text("name").unwrap_or_default(),
                base_url: text("base_url"),
                variable: text("env_key"),
                token: text("experimental_bearer_token").map(Secret::new),
                takes_stored_key,
                is_responses: text("wire_api").is_none_or(|api| api == "responses"),
                has_headers: is_filled("http_headers") || is_filled("env_http_headers"),
                unusual_auth: if is_filled("auth") {
                    Some(UnusualAuth::Command)
                } else {
                    let aws = entry.get("aws").and_then(toml_span::Value::as_table);
                    aws.map(|aws| {
                        let profile = aws.get("profile").and_then(toml_span::Value::as_str);
                        UnusualAuth::Aws(profile.unwrap_or_default().to_owned())
                    })
                },
            });
        }
        Ok(config)
    }

    /// Offers its providers; one from another program's list gets its own name.
    pub(super) fn offer(
        self,
        finder: &mut Finder<'_>,
        source: &str,
        stored_key: Option<&str>,
        named: Option<(&str, &str)>,
    ) {
        for provider in self.providers {
            let label = named.map_or(&*provider.name, |(_, name)| name);
            let label = if label.is_empty() { provider.id.clone() } else { label.to_owned() };
            let is_known = preset_of(&provider.id).is_some();
            if provider.base_url.is_none() && !is_known {
                finder.leave_out(&label, words::NO_BASE_URL);
                continue;
            }
            let mut notes = Vec::new();
            let stored = stored_key.filter(|_| provider.takes_stored_key || named.is_some());
            let key = match (&provider.token, &provider.variable) {
                (Some(token), _) => ToolKey::Key(token.clone()),
                (None, Some(name)) => match (finder.variable(name), stored) {
                    (Some(secret), _) => ToolKey::Key(secret),
                    (None, Some(key)) => ToolKey::Key(Secret::new(key.to_owned())),
                    (None, None) => {
                        notes.push(words::key_not_taken(&missing_variable(name)));
                        ToolKey::None
                    }
                },
                (None, None) => match &provider.unusual_auth {
                    Some(UnusualAuth::Command) => {
                        notes.push(words::key_not_taken(words::KEY_OF_COMMAND));
                        ToolKey::None
                    }
                    Some(UnusualAuth::Aws(profile)) => {
                        if !profile.is_empty() {
                            notes.push(words::needs_profile(profile));
                        }
                        ToolKey::Environment
                    }
                    None => stored
                        .map_or(ToolKey::None, |key| ToolKey::Key(Secret::new(key.to_owned()))),
                },
            };
            if provider.is_responses && !is_known {
                notes.push(words::asks_responses("Codex"));
            }
            if provider.has_headers {
                notes.push(words::NO_EXTRA_HEADERS.to_owned());
            }
            let is_used = self.provider.as_deref() == Some(&provider.id);
            let models = model_if(is_used, self.model.as_ref());
            let id = named.map_or(&*provider.id, |(id, _)| id);
            finder.offer(ToolProvider {
                name: named.map_or(provider.name.clone(), |(_, name)| name.to_owned()),
                base_url: provider.base_url,
                models,
                notes,
                ..ToolProvider::new(id, source, key)
            });
        }
    }

    /// Whether it defines a provider.
    pub(super) fn has_providers(&self) -> bool {
        !self.providers.is_empty()
    }
}
