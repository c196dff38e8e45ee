//! Keys in the environment: the variables that Craft's own runtime reads, and a few that other
//! programs use for the same providers.

use super::Finder;
use super::preset::preset_at;
use super::tool_provider::{ToolKey, ToolModel, ToolProvider};
use super::words::{ONLY_GOOGLE, SIGN_IN};
use crate::settings::catalogue::Catalogue;
use crate::settings::connection::provider::{Protocol, UPSTREAMS};
use crate::settings::craft::sends::key_variables;
use crate::settings::secret::Secret;

/// Other variables for an upstream's key.
const MORE: [(&str, &str); 3] = [
    ("google", "GOOGLE_API_KEY"),
    ("google", "GOOGLE_GENERATIVE_AI_API_KEY"),
    ("anthropic", "ANTHROPIC_AUTH_TOKEN"),
];

/// Variables for an upstream's URL that do not follow from the name of its key variable.
const ADDRESSES: [(&str, &str); 4] = [
    ("openai", "OPENAI_API_BASE"),
    ("google", "GOOGLE_GEMINI_BASE_URL"),
    ("azure-openai-responses", "AZURE_OPENAI_ENDPOINT"),
    ("azure-openai-responses", "AZURE_OPENAI_API_ENDPOINT"),
];

/// Variables for logins, which only their creator can renew.
const LOGINS: [(&str, &str); 3] = [
    ("ANTHROPIC_OAUTH_TOKEN", "Claude"),
    ("CLAUDE_CODE_OAUTH_TOKEN", "Claude"),
    ("COPILOT_GITHUB_TOKEN", "GitHub Copilot"),
];

pub(super) fn find(finder: &mut Finder<'_>) {
    let mut seen: Vec<&str> = Vec::new();
    for (upstream, _) in UPSTREAMS.iter().copied() {
        let variables = key_variables(upstream);
        let more = MORE.iter().filter(|(name, _)| *name == upstream).map(|(_, name)| *name);
        let is_key = |name: &&str| LOGINS.iter().all(|(login, _)| login != name);
        let names = variables.iter().copied().chain(more).filter(is_key);
        // If a provider has two endpoints, the first is the usual one.
        let Some(name) = names.into_iter().find(|name| finder.variable(name).is_some()) else {
            continue;
        };
        if upstream == "github-copilot" || seen.contains(&name) {
            continue;
        }
        seen.push(name);
        if let Some(secret) = finder.variable(name) {
            offer_key(finder, upstream, name, secret);
        }
    }
    find_aws(finder);
    for (name, label) in LOGINS {
        if finder.variable(name).is_some() {
            finder.leave_out(&format!("{label} ({name})"), SIGN_IN);
        }
    }
}

fn offer_key(finder: &mut Finder<'_>, upstream: &str, name: &str, secret: Secret) {
    if is_claude_token(secret.expose()) {
        finder.leave_out(&format!("Claude ({name})"), SIGN_IN);
        return;
    }
    let mut tool_provider = ToolProvider::new(upstream, name, ToolKey::Key(secret));
    let stem = ["_API_KEY", "_AUTH_TOKEN", "_TOKEN"].iter().find_map(|end| name.strip_suffix(end));
    let usual = stem.map(|stem| format!("{stem}_BASE_URL"));
    let other = ADDRESSES.iter().filter(|(of, _)| *of == upstream).map(|(_, name)| *name);
    let mut addresses = usual.as_deref().into_iter().chain(other);
    if let Some(address) = addresses.find(|address| finder.variable(address).is_some()) {
        tool_provider.base_url = finder.text(address);
        tool_provider.source = format!("{name}, {address}");
    }
    let known = Catalogue::bundled().upstream(upstream);
    match known.and_then(|known| Protocol::of_api(known.api)) {
        Some(protocol) => tool_provider.protocol = protocol,
        // No other endpoint uses its protocol.
        None if tool_provider.base_url.as_deref().is_some_and(|url| preset_at(url).is_none())
            && upstream.starts_with("google") =>
        {
            return finder.leave_out(name, ONLY_GOOGLE);
        }
        None => {}
    }
    let model = finder.text(&format!("{}_MODEL", stem.unwrap_or(name)));
    tool_provider.models.extend(model.map(|id| ToolModel { id, ..Default::default() }));
    short_name(upstream).clone_into(&mut tool_provider.id);
    finder.offer(tool_provider);
}

/// An upstream's name as people type it.
fn short_name(upstream: &str) -> &str {
    match upstream {
        "azure-openai-responses" => "azure",
        "google-vertex" => "vertex",
        other => other,
    }
}

/// Whether a text is a Claude subscription token.
pub(super) fn is_claude_token(text: &str) -> bool {
    text.starts_with("sk-ant-oat")
}

fn find_aws(finder: &mut Finder<'_>) {
    let is_set = |name: &str| finder.variable(name).is_some();
    if let Some(key) = aws_key(&|name| finder.variable(name)) {
        finder.offer(ToolProvider::new("bedrock", "AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY", key));
    } else if let Some(name) =
        ["AWS_PROFILE", "AWS_BEARER_TOKEN_BEDROCK"].into_iter().find(|name| is_set(name))
    {
        finder.offer(ToolProvider::new("bedrock", name, ToolKey::Environment));
    }
}

/// The AWS access key in variables.
pub(super) fn aws_key(variable: &dyn Fn(&str) -> Option<Secret>) -> Option<ToolKey> {
    let (id, secret) = (variable("AWS_ACCESS_KEY_ID")?, variable("AWS_SECRET_ACCESS_KEY")?);
    let region = variable("AWS_REGION").or_else(|| variable("AWS_DEFAULT_REGION"));
    Some(ToolKey::Aws { id, secret, session: variable("AWS_SESSION_TOKEN"), region })
}
