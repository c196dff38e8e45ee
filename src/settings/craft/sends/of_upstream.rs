//! The request to an upstream of the runtime: its URL by protocol, its credential and the header
//! that carries it.

use super::upstreams::{CLOUDFLARE, Row, aws_variable, holds_a_login};
use super::{Chat, Header, KeyFrom, NoRequest, Preflight, Request};
use crate::settings::catalogue::Model;
use crate::settings::connection::endpoint::aws_host;
use crate::settings::craft::entries::text;
use crate::settings::craft::sends::custom::base_url;
use crate::settings::craft::stored::{Iam, StoredKey, StoredLogin};

/// A stored credential, and the upstream for which the runtime uses it.
pub(super) struct Credential<'a> {
    upstream: &'a str,
    held: Held<'a>,
}

enum Held<'a> {
    StoredKey(&'a StoredKey, KeyFrom),
    StoredLogin(&'a StoredLogin, &'a StoredKey),
    Aws(&'a Iam),
}

impl<'a> Credential<'a> {
    /// The credential that an authentication type reads; all but two types read the key, even those
    /// that need none.
    pub(super) fn stored(chat: &Chat<'a>, upstream: &'a str) -> Option<Self> {
        let held = match text(chat.connection, "authType") {
            Some("oauth") => {
                let login = chat.stored.oauth.as_ref()?;
                let token = login.token.as_ref()?;
                // Only Copilot's login is passed whole and renewed by the runtime; for the others,
                // only the token is passed.
                if upstream == "github-copilot" && login.refreshable {
                    Held::StoredLogin(login, token)
                } else {
                    Held::StoredKey(token, KeyFrom::StoredLogin)
                }
            }
            Some("iam_credentials") => {
                Held::Aws(chat.stored.iam.as_ref().filter(|iam| iam.is_complete)?)
            }
            _ => Held::StoredKey(chat.stored.api_key.as_ref()?, KeyFrom::Stored),
        };
        Some(Self { upstream, held })
    }

    /// The fallback if nothing is stored: the connection's login, else the key from an older
    /// version.
    pub(crate) fn old_anthropic(chat: &Chat<'a>) -> Option<Self> {
        let login = chat.stored.oauth.as_ref().and_then(|login| login.token.as_ref());
        let login = login.map(|token| Held::StoredKey(token, KeyFrom::StoredLogin));
        let key = || {
            chat.stored
                .anthropic_key
                .as_ref()
                .map(|key| Held::StoredKey(key, KeyFrom::OldAnthropicKey))
        };
        Some(Self { upstream: "anthropic", held: login.or_else(key)? })
    }

    /// The upstream that receives it.
    pub(super) const fn upstream(&self) -> &str {
        self.upstream
    }

    /// Its source, if it can be sent as a key.
    pub(super) fn as_key(&self) -> Option<KeyFrom> {
        match &self.held {
            Held::StoredKey(key, from) => Some(replaced(key, from)),
            Held::StoredLogin(..) => Some(KeyFrom::StoredLogin),
            Held::Aws(_) => None,
        }
    }
}

/// A key that is a command or a variable name is replaced with the command's output or the
/// variable's value.
fn replaced(key: &StoredKey, from: &KeyFrom) -> KeyFrom {
    match &key.names_variable {
        _ if key.is_command => KeyFrom::Command,
        Some(name) => KeyFrom::NamedVariable(name.clone()),
        None => from.clone(),
    }
}

/// The request for a model of an upstream; `wire` is its id there.
///
/// # Errors
/// Why no request is sent.
pub(super) fn request(
    chat: &Chat,
    own: Option<&Credential>,
    row: &'static Row,
    model: &'static Model,
    wire: &str,
) -> Result<Request, NoRequest> {
    let own = own.filter(|own| own.upstream == row.name);
    if row.name == "amazon-bedrock" {
        return bedrock(chat, own, model, wire);
    }
    let (key, claude_token, account, login) = match own.map(|own| &own.held) {
        Some(Held::StoredKey(key, from)) => {
            (replaced(key, from), key.is_claude_token, key.names_chatgpt_account, None)
        }
        Some(Held::StoredLogin(login, token)) => {
            (KeyFrom::StoredLogin, token.is_claude_token, false, Some((*login, *token)))
        }
        // AWS keys are only valid for Bedrock.
        Some(Held::Aws(_)) | None => {
            let name = row
                .variable(chat.variables)
                .ok_or_else(|| NoRequest::NoKey(row.name.to_owned()))?;
            let claude_token =
                chat.variables.get(name).is_some_and(|value| value.contains("sk-ant-oat"));
            let claude_token = claude_token || holds_a_login(name);
            (KeyFrom::Variable(name), claude_token, false, None)
        }
    };
    let mut request = Request {
        upstream: row.name.to_owned(),
        url: String::new(),
        header: row.header.unwrap_or_else(|| header(model.api, claude_token)),
        key,
        model: wire.to_owned(),
        instead_of: None,
        preflight: None,
    };
    match row.name {
        "azure-openai-responses" => azure(chat, own.is_some(), &mut request)?,
        "openai-codex" if !account => return Err(NoRequest::NoAccountInToken),
        "openai-codex" => {
            request.url = url(model.base_url, model.api, wire);
            let socket = request.url.replacen("https://", "wss://", 1);
            request.preflight = Some(Preflight::WebSocket(socket));
        }
        "google-vertex" => {
            request.url = format!(
                "https://aiplatform.googleapis.com/v1/publishers/google/models/{wire}:streamGenerateContent?alt=sse"
            );
        }
        "github-copilot" => copilot(chat, login, model, wire, &mut request),
        _ => request.url = url(&filled_in(chat, row.name, model.base_url)?, model.api, wire),
    }
    Ok(request)
}

/// How a protocol carries a credential.
fn header(api: &str, claude_token: bool) -> Header {
    match api {
        "anthropic-messages" if !claude_token => Header::XApiKey,
        "google-generative-ai" => Header::XGoogApiKey,
        _ => Header::Bearer,
    }
}

/// The URL of a protocol's chats below a base.
fn url(base: &str, api: &str, model: &str) -> String {
    let path = match api {
        "anthropic-messages" => "/v1/messages",
        "openai-responses" => "/responses",
        "openai-codex-responses" => "/codex/responses",
        "mistral-conversations" => "/v1/chat/completions",
        "google-generative-ai" => {
            return format!("{base}/models/{model}:streamGenerateContent?alt=sse");
        }
        _ => "/chat/completions",
    };
    format!("{base}{path}")
}

/// A base URL with the names in braces replaced by variables.
fn filled_in(chat: &Chat, upstream: &'static str, base: &str) -> Result<String, NoRequest> {
    let mut base = base.to_owned();
    for name in CLOUDFLARE {
        let placeholder = format!("{{{name}}}");
        if base.contains(&placeholder) {
            let value = chat.variables.get(name).ok_or(NoRequest::NoVariable { name, upstream })?;
            base = base.replace(&placeholder, value);
        }
    }
    Ok(base)
}

/// Azure: the connection's `baseUrl` applies only if a key is stored, and a deployment may have
/// another name than its model.
fn azure(chat: &Chat, stored: bool, request: &mut Request) -> Result<(), NoRequest> {
    let own = base_url(chat.connection).filter(|_| stored).map(str::to_owned);
    let variable = || chat.variables.get("AZURE_OPENAI_BASE_URL").map(|url| url.trim().to_owned());
    let resource = || {
        let name = chat.variables.get("AZURE_OPENAI_RESOURCE_NAME")?;
        Some(format!("https://{name}.openai.azure.com/openai/v1"))
    };
    let base = own.or_else(variable).or_else(resource).ok_or(NoRequest::NoAzureUrl)?;
    let version = chat.variables.get("AZURE_OPENAI_API_VERSION").unwrap_or("v1");
    request.url = format!("{}/responses?api-version={version}", azure_base(&base));
    let deployments = chat.variables.get("AZURE_OPENAI_DEPLOYMENT_NAME_MAP").unwrap_or_default();
    let mut named = deployments.split(',').filter_map(|pair| pair.split_once('='));
    if let Some((_, deployment)) = named.find(|(model, _)| model.trim() == request.model) {
        deployment.trim().clone_into(&mut request.model);
    }
    Ok(())
}

/// Azure's own hosts get the API path if they have none (read).
fn azure_base(base: &str) -> String {
    let base = base.trim_end_matches('/');
    let (address, path) = base
        .split_once("://")
        .map_or((base, ""), |(_, rest)| rest.split_once('/').unwrap_or((rest, "")));
    let address = address.split(':').next().unwrap_or(address);
    let azure = [".openai.azure.com", ".cognitiveservices.azure.com"];
    if azure.iter().any(|host| address.ends_with(host)) && matches!(path, "" | "openai") {
        return format!("{}/openai/v1", base.trim_end_matches("/openai"));
    }
    base.to_owned()
}

/// Copilot: a login contains its host, and is renewed before the first request once it has expired.
/// Neither applies to a key.
fn copilot(
    chat: &Chat,
    login: Option<(&StoredLogin, &StoredKey)>,
    model: &Model,
    wire: &str,
    request: &mut Request,
) {
    let named = login.and_then(|(_, token)| token.copilot_host.as_deref());
    let base = named.map_or_else(|| model.base_url.to_owned(), |host| format!("https://{host}"));
    request.url = url(&base, model.api, wire);
    let ended =
        login.is_some_and(|(login, _)| login.expires_at.is_some_and(|end| chat.now_ms >= end));
    request.preflight =
        ended.then_some(Preflight::Renewal("https://api.github.com/copilot_internal/v2/token"));
}

/// Bedrock: AWS's credential chain supplies the credentials, and its variables the region. The
/// connection's `baseUrl` and `awsRegion` are not read.
fn bedrock(
    chat: &Chat,
    own: Option<&Credential>,
    model: &Model,
    wire: &str,
) -> Result<Request, NoRequest> {
    let upstream = || "amazon-bedrock".to_owned();
    let variable = aws_variable(chat.variables);
    let iam = match own.map(|own| &own.held) {
        Some(Held::Aws(iam)) => Some(*iam),
        // A stored key makes the runtime try, but is not used.
        Some(_) if variable.is_none() => return Err(NoRequest::NoAwsCredentials),
        None if variable.is_none() => return Err(NoRequest::NoKey(upstream())),
        _ => None,
    };
    let bearer = "AWS_BEARER_TOKEN_BEDROCK";
    let (header, key) = match (iam, variable) {
        _ if chat.variables.has(bearer) => (Header::Bearer, KeyFrom::Variable(bearer)),
        (Some(_), _) | (None, None) => (Header::AwsSignature, KeyFrom::AwsKeys),
        (None, Some(name)) => (Header::AwsSignature, KeyFrom::Variable(name)),
    };
    let region = iam.and_then(|iam| iam.region.as_deref()).filter(|region| !region.is_empty());
    let region = region
        .or_else(|| chat.variables.get("AWS_REGION"))
        .or_else(|| chat.variables.get("AWS_DEFAULT_REGION"));
    let region = match region {
        Some(region) => region,
        None if chat.variables.has("AWS_PROFILE") => "{region}",
        None => model.base_url.split('.').nth(1).unwrap_or("us-east-1"),
    };
    Ok(Request {
        upstream: upstream(),
        // AWS's client encodes the colon of an id this way.
        url: format!(
            "https://{}/model/{}/converse-stream",
            aws_host("bedrock-runtime", region),
            wire.replace(':', "%3A")
        ),
        header,
        key,
        model: wire.to_owned(),
        instead_of: None,
        preflight: None,
    })
}
