//! Exchanges each kind of credential for an access token.

use std::time::{Instant, SystemTime};

use reqwest::header::{ACCEPT, CONTENT_TYPE, HeaderMap, HeaderValue};
use reqwest::{Method, StatusCode, Url};
use serde_json::{Value, json};

use super::assertion;
use super::credential::{Credential, Impersonation, ServiceAccount, Source, User};
use super::no_token::NoToken;
use super::token_url::SCOPE;
use crate::net::HttpRequest;
use crate::probe::credential_http::{CredentialHttp, Sent};
use crate::probe::messages::google;
use crate::settings::secret::Secret;
use crate::system::environment::variable;

/// The metadata server of a machine in Google's cloud, and the variable that overrides it.
const METADATA_HOST: (&str, &str) = ("GCE_METADATA_HOST", "metadata.google.internal");

/// The lifetime to request for an impersonated token: the longest that needs no special permission.
const IMPERSONATION_LIFETIME: &str = "3600s";

/// The content types of requests.
const JSON: &str = "application/json";
pub(super) const FORM: &str = "application/x-www-form-urlencoded";

/// Requests tokens.
pub(super) struct TokenClient<'a> {
    pub(super) credential_http: &'a CredentialHttp,
    pub(super) deadline: Instant,
}

impl<'a> TokenClient<'a> {
    pub(super) const fn new(credential_http: &'a CredentialHttp, deadline: Instant) -> Self {
        Self { credential_http, deadline }
    }

    pub(super) async fn token(&self, credential: &Credential) -> Result<Secret, NoToken> {
        let own = match &credential.source {
            Source::ServiceAccount(account) => self.exchange_service_account(account).await?,
            Source::User(user) => self.exchange_user(user).await?,
            Source::External(account) => self.exchange_external(account).await?,
        };
        match &credential.acts_for {
            Some(account) => self.impersonate(account, &own).await,
            None => Ok(own),
        }
    }

    async fn exchange_service_account(&self, account: &ServiceAccount) -> Result<Secret, NoToken> {
        let url = account.token_uri.parse()?;
        let assertion = assertion::sign(account, &account.token_uri.0, SystemTime::now());
        let assertion = assertion.map_err(|assertion::UnusableKey| {
            NoToken::None(google::PRIVATE_KEY_UNUSABLE.to_owned())
        })?;
        let body = format!(
            "grant_type=urn:ietf:params:oauth:grant-type:jwt-bearer&assertion={}",
            assertion.expose()
        );
        let sent = self.post(url, FORM, body, &[&assertion]).await?;
        token(sent, "access_token")
    }

    async fn exchange_user(&self, user: &User) -> Result<Secret, NoToken> {
        let url = user.token_uri.parse()?;
        let body = json!({
            "grant_type": "refresh_token",
            "refresh_token": user.refresh_token.expose(),
            "client_id": user.client_id,
            "client_secret": user.client_secret.expose(),
        });
        let secrets = [&user.refresh_token, &user.client_secret];
        let sent = self.post(url, JSON, body.to_string(), &secrets).await?;
        token(sent, "access_token")
    }

    /// A service account's token for the bearer of the token `own` (`generateAccessToken`).
    pub(super) async fn impersonate(
        &self,
        account: &Impersonation,
        own: &Secret,
    ) -> Result<Secret, NoToken> {
        let mut body = json!({"scope": [SCOPE], "lifetime": IMPERSONATION_LIFETIME});
        if !account.delegates.is_empty() {
            body["delegates"] = json!(account.delegates);
        }
        let request = request(Method::POST, account.url.parse()?)
            .post(&body)
            .with_secret("authorization", "Bearer ", own)
            .map_err(NoToken::None)?;
        token(self.send(request, &[own]).await?, "accessToken")
    }

    /// The token of this machine, if it is in Google's cloud.
    pub(super) async fn query_machine(&self) -> Option<Secret> {
        let (name, usual) = METADATA_HOST;
        let host = variable(name).unwrap_or_else(|| usual.to_owned());
        let path = "computeMetadata/v1/instance/service-accounts/default/token";
        let url = Url::parse(&format!("http://{host}/{path}?scopes={SCOPE}")).ok()?;
        let request = request(Method::GET, url).with_header("metadata-flavor", "Google");
        let sent = self.credential_http.send(request, &[]).await.ok()?;
        token(sent, "access_token").ok()
    }

    /// Sends a body that carries `secrets`.
    pub(super) async fn post(
        &self,
        url: Url,
        content_type: &'static str,
        body: String,
        secrets: &[&Secret],
    ) -> Result<Sent, NoToken> {
        let mut request = request(Method::POST, url);
        let content_type = HeaderValue::from_static(content_type);
        request.headers.insert(CONTENT_TYPE, content_type);
        request.body = Some(body.into());
        self.send(request, secrets).await
    }

    /// Sends a request that carries `secrets`.
    pub(super) async fn send(
        &self,
        request: HttpRequest,
        secrets: &[&Secret],
    ) -> Result<Sent, NoToken> {
        let sent = self.credential_http.send(request, secrets).await;
        sent.map_err(|lookup| NoToken::Refused(Box::new(lookup)))
    }
}

/// A request without a secret or a body.
pub(super) fn request(method: Method, url: Url) -> HttpRequest {
    let mut headers = HeaderMap::new();
    headers.insert(ACCEPT, HeaderValue::from_static(JSON));
    HttpRequest { method, url, headers, body: None }
}

pub(super) fn token(sent: Sent, member: &str) -> Result<Secret, NoToken> {
    let json = (sent.status == StatusCode::OK)
        .then(|| serde_json::from_slice::<Value>(&sent.body).ok())
        .flatten();
    let token = json
        .as_ref()
        .and_then(|json| json[member].as_str())
        .map(str::trim)
        .filter(|token| !token.is_empty());
    match token {
        Some(token) => Ok(Secret::new(token.to_owned())),
        None => Err(NoToken::Refused(Box::new(sent.lookup))),
    }
}
