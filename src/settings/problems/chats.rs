//! What keeps a connection's chats from working, or sends its key to a host that it does not name.
//! [`sends`] determines the host that Craft contacts. Where the answer depends on a credential, one
//! is assumed to be stored, because a connection is judged before its key is entered.

use serde_json::{Map, Value};

use super::fix::FieldsFix;
use super::{short, words};
use crate::settings::Settings;
use crate::settings::connection::compatible::FieldChanges;
use crate::settings::connection::field_errors::{FieldError, Severity};
use crate::settings::connection::object::Connection;
use crate::settings::connection::provider::Protocol;
use crate::settings::craft::chat_host::ignores_endpoint;
use crate::settings::craft::sends::{Chat, ElsewhereReason, NoRequest, Sends, sends};
use crate::settings::craft::stored::StoredKey;
use crate::settings::craft::{Stored, Variables, describe};
use crate::settings::credential::{CredentialKind, Facts, key};
use crate::settings::edit::messages::NEEDS_MODEL;
use crate::settings::redact::redacted_text;
use crate::text::sentence;

/// Something that keeps chats from working as the connection says.
pub(super) struct ChatProblem {
    pub severity: Severity,
    /// Where it is, and what is wrong.
    pub problem: FieldError,
    /// The same in a few words.
    pub short: &'static str,
    pub fix: Option<FieldsFix>,
}

impl ChatProblem {
    pub(super) fn warning(
        path: &'static str,
        sentence: impl Into<String>,
        short: &'static str,
    ) -> Self {
        let problem = FieldError { path, sentence: sentence.into() };
        Self { severity: Severity::Warning, problem, short, fix: None }
    }

    pub(super) fn fixed_by(self, fix: Option<FieldsFix>) -> Self {
        Self { fix, ..self }
    }
}

/// Information from outside the connection.
pub(super) struct Known<'a> {
    stored: Stored,
    /// Craft's environment; None if it is ignored.
    variables: Option<&'a Variables>,
    now_ms: u64,
}

impl<'a> Known<'a> {
    /// The assumptions for a connection during entry: its credential will follow.
    pub(crate) fn assumed(connection: &Connection) -> Self {
        Self { stored: Stored::assumed(connection.auth_type()), variables: None, now_ms: 0 }
    }

    /// What is known about a stored connection, with `now_ms` in milliseconds since the epoch.
    pub(super) fn of(
        settings: &Settings,
        connection: &Connection,
        variables: &'a Variables,
        now_ms: u64,
    ) -> Self {
        let mut stored = Stored::assumed(connection.auth_type());
        let slug = connection.slug();
        let facts = |kind| settings.credentials().of(kind, slug);
        let has_value = |facts: &&Facts| facts.has(key::VALUE);
        if facts(CredentialKind::ApiKey).as_ref().is_some_and(has_value) {
            stored.api_key = Some(StoredKey::default());
        }
        if let (Some(iam), Some(facts)) = (&mut stored.iam, facts(CredentialKind::Iam)) {
            iam.region.clone_from(&facts.aws_region);
        }
        Self { stored, variables: Some(variables), now_ms }
    }
}

/// What is wrong with a connection's chats. `after` is the result of Craft's next start if a start
/// converts its type: no chat is sent before that.
pub(super) fn faults(
    connection: &Connection,
    after: Option<&Map<String, Value>>,
    known: &Known,
) -> Vec<ChatProblem> {
    let Some(object) = after.or(connection.object()) else {
        return Vec::new();
    };
    let check = ChatCheck { connection, object, is_converted: after.is_some(), known };
    let mut faults: Vec<ChatProblem> = check.lacks_upstream().into_iter().collect();
    faults.extend(check.no_upstream());
    faults.extend(check.version_twice());
    faults.extend(check.pasted_request());
    faults.extend(check.no_model());
    let by_auth = check.unusable_auth();
    let is_unexplained =
        by_auth.is_none() && faults.iter().all(|fault| fault.problem.path == "baseUrl");
    faults.extend(by_auth);
    faults.extend(check.unread_region());
    if is_unexplained {
        faults.extend(check.requests_elsewhere());
    }
    faults
}

struct ChatCheck<'a> {
    connection: &'a Connection,
    /// The object that Craft's chats use.
    object: &'a Map<String, Value>,
    is_converted: bool,
    known: &'a Known<'a>,
}

impl ChatCheck<'_> {
    fn text(&self, key: &str) -> &str {
        self.object.get(key).and_then(Value::as_str).unwrap_or_default()
    }

    /// A compatible endpoint with a key that Craft does not read.
    fn lacks_upstream(&self) -> Option<ChatProblem> {
        let changes = self.connection.missing_upstream();
        if let Some((_, Some(upstream))) =
            changes.iter().find(|(path, _)| *path == "piAuthProvider")
        {
            let label = format!("Set upstream {}", upstream.as_str().unwrap_or_default());
            let fault =
                ChatProblem::warning("piAuthProvider", words::KEY_NOT_READ, short::NO_UPSTREAM);
            return Some(fault.fixed_by(self.checked_fix(label, changes)));
        }
        // An older type from which the next start removes the field that makes Craft read the key.
        let is_left_unread = self.is_converted
            && self.text("providerType") == "pi_compat"
            && self.text("piAuthProvider").is_empty()
            && self.connection.sends_key();
        let sentence = words::KEY_NOT_READ_AFTER_START;
        is_left_unread.then(|| {
            let fault = ChatProblem::warning("providerType", sentence, short::KEY_NOT_READ);
            fault.fixed_by(self.converted(true))
        })
    }

    /// Craft's own backend without an upstream: no key is read.
    fn no_upstream(&self) -> Option<ChatProblem> {
        let is_custom = self.object.get("customEndpoint").is_some_and(Value::is_object);
        let lacks = self.text("providerType") == "pi"
            && self.text("piAuthProvider").is_empty()
            && !is_custom;
        lacks
            .then(|| ChatProblem::warning("piAuthProvider", words::NO_UPSTREAM, short::NO_UPSTREAM))
    }

    fn converted(&self, is_plain: bool) -> Option<FieldsFix> {
        let changes = self.connection.as_compatible()?;
        let label = if self.connection.is_compat() { words::CONVERT_NOW } else { words::CONVERT };
        // The changes, or the connection, contain everything that such an endpoint needs.
        let is_sound = self.connection.is_compat();
        FieldsFix::plain(label, changes).map(|fix| FieldsFix { is_plain, is_sound, ..fix })
    }

    fn version_twice(&self) -> Option<ChatProblem> {
        let url = self.connection.corrected_endpoint()?;
        Some(self.wrong_url(url, words::version_twice, short::VERSION_TWICE))
    }

    /// The URL of a whole request instead of the base URL.
    fn pasted_request(&self) -> Option<ChatProblem> {
        let base = self.connection.base_of_request_url()?;
        Some(self.wrong_url(&base, words::pasted_request, short::REQUEST_URL))
    }

    fn wrong_url(
        &self,
        right: &str,
        sentence: fn(&str) -> String,
        short: &'static str,
    ) -> ChatProblem {
        let shown = redacted_text(right);
        let fix = self.checked_fix(words::use_base(&shown), vec![("baseUrl", Some(right.into()))]);
        ChatProblem::warning("baseUrl", sentence(&shown), short).fixed_by(fix)
    }

    /// A fix that is sound if the connection is right in everything else that matters.
    fn checked_fix(&self, label: String, changes: FieldChanges) -> Option<FieldsFix> {
        let fix = FieldsFix::plain(label, changes)?;
        Some(FieldsFix { is_sound: self.is_trivially_right(), ..fix })
    }

    fn no_model(&self) -> Option<ChatProblem> {
        let lacks = self.connection.is_without_model();
        lacks.then(|| ChatProblem::warning("models", sentence(NEEDS_MODEL), short::NO_MODEL))
    }

    /// An authentication type that Craft cannot use for the upstream, whatever is stored.
    fn unusable_auth(&self) -> Option<ChatProblem> {
        let auth = self.connection.auth_type();
        let upstream = self.text("piAuthProvider");
        let sentence = match (self.text("providerType"), upstream, auth) {
            ("pi", "google-vertex", "environment") => words::VERTEX_ENVIRONMENT,
            ("pi", "google-vertex", "service_account_file") => words::VERTEX_SERVICE_ACCOUNT,
            ("pi", "amazon-bedrock", "api_key" | "api_key_with_endpoint" | "bearer_token") => {
                words::BEDROCK_KEY
            }
            _ => return None,
        };
        Some(ChatProblem::warning("authType", sentence, short::UNUSABLE_AUTH))
    }

    /// The region of a connection, if Craft does not read it.
    fn unread_region(&self) -> Option<ChatProblem> {
        let stored = |path: &str| self.connection.filled(path);
        let own = self.known.stored.iam.as_ref().and_then(|iam| iam.region.as_deref());
        let (path, sentence) = match (self.text("providerType"), self.text("piAuthProvider")) {
            ("pi", "amazon-bedrock")
                if stored("awsRegion").is_some_and(|region| Some(region) != own) =>
            {
                let with_keys = self.connection.auth_type() == "iam_credentials";
                ("awsRegion", words::aws_region(with_keys))
            }
            ("pi", "google-vertex") if stored("gcpRegion").is_some() => {
                ("gcpRegion", words::GCP_REGION)
            }
            _ => return None,
        };
        Some(ChatProblem::warning(path, sentence, short::REGION_IGNORED))
    }

    /// Craft contacts another host, requests another model, or sends nothing at all.
    fn requests_elsewhere(&self) -> Option<ChatProblem> {
        // The common case needs no catalog: a custom endpoint that has the model.
        if self.is_trivially_right() {
            return None;
        }
        let stored = &self.known.stored;
        let is_keyless = stored.api_key.is_none() && stored.oauth.is_none() && stored.iam.is_none();
        if is_keyless && self.is_converted && ignores_endpoint(self.object) {
            return Some(self.endpoint_ignored());
        }
        let none = Variables::default();
        let chat = Chat {
            connection: self.object,
            model: None,
            stored: &self.known.stored,
            variables: self.known.variables.unwrap_or(&none),
            now_ms: self.known.now_ms,
        };
        let sends = sends(&chat);
        let key = self.key_elsewhere(&sends);
        if key.is_some() {
            return key;
        }
        if self.is_converted && ignores_endpoint(self.object) {
            return Some(self.endpoint_ignored());
        }
        match &sends {
            Sends::Elsewhere { .. } | Sends::Request(_) => {
                let sentence = describe::sends(self.object, &sends)?;
                let is_own = self.connection.provider_type() == "pi_compat";
                let fix = if is_own { self.listed_default() } else { self.converted(false) };
                let fault = ChatProblem::warning("defaultModel", sentence, short::OTHER_MODEL);
                Some(fault.fixed_by(fix))
            }
            Sends::Nothing(why) => self.no_request(why),
        }
    }

    /// The fix that adds the default model to the list.
    fn listed_default(&self) -> Option<FieldsFix> {
        let id = self.text("defaultModel");
        let label = words::add_model(self.connection.shown_model(id));
        let list = self.connection.with_listed_model(id)?;
        FieldsFix::plain(label, vec![("models", Some(list))])
    }

    fn is_trivially_right(&self) -> bool {
        let is_text = |key| !self.text(key).trim().is_empty();
        match self.text("providerType") {
            "anthropic" => true,
            "pi_compat" => {
                self.object.get("customEndpoint").is_some_and(Value::is_object)
                    && is_text("baseUrl")
                    && (!is_text("defaultModel")
                        || self.connection.model_ids().next().is_none()
                        || self.connection.model_ids().any(|id| id == self.text("defaultModel")))
            }
            _ => false,
        }
    }

    fn endpoint_ignored(&self) -> ChatProblem {
        let sentence = words::endpoint_ignored(self.text("piAuthProvider"));
        let fault = ChatProblem::warning("baseUrl", sentence, short::ENDPOINT_IGNORED);
        fault.fixed_by(self.converted(true))
    }

    fn key_elsewhere(&self, sends: &Sends) -> Option<ChatProblem> {
        let (host, because) = sends.key_goes_elsewhere()?;
        let connection = self.connection;
        let what = connection.credential_kind().map_or("key", CredentialKind::label);
        let upstream = connection.text("piAuthProvider").unwrap_or_default();
        let (path, fix) = match because {
            // What the runtime does without any model was not run.
            ElsewhereReason::ModelNotListed if self.text("defaultModel").trim().is_empty() => {
                return None;
            }
            ElsewhereReason::ModelNotListed => ("defaultModel", self.listed_default()),
            ElsewhereReason::NoCustomEndpoint => {
                let protocol = Protocol::of_upstream(upstream).map(Protocol::name);
                let fix = protocol.and_then(|protocol| {
                    let label = format!("Use {protocol}");
                    let changes = vec![("customEndpoint.api", Some(protocol.into()))];
                    // Any other value was set by a person and stays.
                    let is_free = connection.get("customEndpoint").is_none();
                    FieldsFix::plain(label, changes).filter(|_| is_free)
                });
                ("customEndpoint.api", fix)
            }
            ElsewhereReason::NoBaseUrl => ("baseUrl", None),
            ElsewhereReason::BaseUrlIgnored => ("baseUrl", self.converted(true)),
            ElsewhereReason::UnknownModel | ElsewhereReason::NoCredential => ("defaultModel", None),
        };
        let converted = self.is_converted.then(|| self.text("piAuthProvider"));
        let sentence = words::key_goes_elsewhere(what, host, because, converted);
        let fault = ChatProblem::warning(path, sentence, short::KEY_GOES_ELSEWHERE).fixed_by(fix);
        Some(ChatProblem { severity: Severity::Error, ..fault })
    }

    fn no_request(&self, why: &NoRequest) -> Option<ChatProblem> {
        let auth = self.connection.auth_type();
        let upstream = self.text("piAuthProvider");
        let knows_environment = self.known.variables.is_some();
        let (path, sentence, short, fix) = match why {
            NoRequest::NoKeyForTheModel { knows_upstream: false } if !upstream.is_empty() => (
                "piAuthProvider",
                words::unknown_upstream(upstream),
                short::UNKNOWN_UPSTREAM,
                self.converted(true),
            ),
            NoRequest::NoKey(_)
            | NoRequest::NoAwsCredentials
            | NoRequest::NoKeyForTheModel { .. }
                if auth == "environment" && knows_environment =>
            {
                (
                    "authType",
                    words::nothing_in_environment(upstream),
                    if upstream == "amazon-bedrock" {
                        short::NO_AWS_CREDENTIALS
                    } else {
                        short::NOT_IN_ENVIRONMENT
                    },
                    None,
                )
            }
            NoRequest::NoKey(_) | NoRequest::NoKeyForTheModel { .. }
                if auth == "none" && !upstream.is_empty() =>
            {
                ("authType", words::needs_a_key(upstream), short::NEEDS_KEY, None)
            }
            NoRequest::EndpointNeedsKey { .. } if auth == "none" => {
                ("authType", words::ENDPOINT_NEEDS_A_KEY.to_owned(), short::NEEDS_KEY, None)
            }
            NoRequest::NoVariable { name, .. } if knows_environment => {
                ("piAuthProvider", words::needs_variable(name), short::NOT_IN_ENVIRONMENT, None)
            }
            _ => return None,
        };
        Some(ChatProblem::warning(path, sentence, short).fixed_by(fix))
    }
}
