//! Finds credentials for AWS: the connection's own, or those that the environment and its profiles
//! lead to.

use std::time::{Instant, SystemTime};

use reqsign_aws_v4::{
    Credential, DefaultCredentialProvider, ECSCredentialProvider, EnvCredentialProvider,
    IMDSv2CredentialProvider,
};
use reqsign_core::Context;
use reqwest::header::{ACCEPT, CONTENT_TYPE, HeaderMap, HeaderValue};
use reqwest::{Method, StatusCode, Url};
use serde_json::Value;
use sha1::{Digest, Sha1};

use super::profile::{PROFILE_VARIABLE, Profile, Profiles, Sso};
use super::region::{region, sts_endpoint};
use super::sign::{hex, sign};
use crate::net::HttpRequest;
use crate::net::provider_message::plain;
use crate::probe::Probe;
use crate::probe::cloud::read_files;
use crate::probe::credential_http::{CredentialHttp, Lookup};
use crate::probe::messages::aws;
use crate::settings::connection::endpoint::{aws_host, join};
use crate::settings::craft::bedrock::uses_stored_credential;
use crate::settings::credential::key;
use crate::settings::secret::Secret;
use crate::settings::validation::cloud::is_region;
use crate::system::environment::variable;

/// The variable for a Bedrock API key.
const BEARER: &str = "AWS_BEARER_TOKEN_BEDROCK";

/// The variable that disables AWS's instance metadata service, and the one that overrides the
/// portal for logins.
const METADATA_DISABLED: &str = "AWS_EC2_METADATA_DISABLED";
const SSO_ENDPOINT: &str = "AWS_SSO_ENDPOINT";

/// The STS region if none is set.
const DEFAULT_REGION: &str = "us-east-1";

/// The maximum length of a chain of profiles.
const MAX_DEPTH: usize = 8;

const FORM: &str = "application/x-www-form-urlencoded";

/// The credential of a request.
pub(super) enum Authorization {
    Bearer(Secret),
    /// An access key, used to sign requests.
    Signed(Box<Credential>),
}

/// Why there are no credentials.
pub(crate) enum NoCredentials {
    Missing(Option<Box<Lookup>>),
    /// `AWS_PROFILE` names a profile that no file has; with the names of the existing ones.
    UnknownProfile(String, Vec<String>),
    /// The profile's login has expired, or there never was one.
    LoggedOut(String),
    /// The profile's login needs a new access token, which AWS's library gets by itself. Doing that
    /// here would change the file of the login.
    Renewable(String),
    /// AWS denies the profile its role.
    NoRole {
        profile: String,
        role: String,
        lookup: Box<Lookup>,
    },
    /// The profile needs an MFA code to take its role.
    NeedsMfa(String),
    /// The profile cannot be used; with the reason, which follows its name.
    UnusableProfile(String, String),
    Broken(String),
}

impl Probe<'_> {
    /// The connection's credentials for AWS.
    pub(super) async fn aws_credentials(
        &self,
        context: &Context,
        credential_http: &CredentialHttp,
    ) -> Result<Authorization, NoCredentials> {
        let secrets = &self.request.secrets;
        if uses_stored_credential(&self.request.connection) {
            let (Some(id), Some(secret)) =
                (secrets.get(key::AWS_ACCESS_KEY_ID), secrets.get(key::VALUE))
            else {
                return Err(NoCredentials::Missing(None));
            };
            let token = secrets.get(key::AWS_SESSION_TOKEN);
            return Ok(Authorization::Signed(Box::new(Credential {
                access_key_id: id.expose().trim().to_owned(),
                secret_access_key: secret.expose().trim().to_owned(),
                session_token: token.map(|token| token.expose().trim().to_owned()),
                expires_in: None,
            })));
        }
        // Craft's runtime uses no stored key for Bedrock, only what AWS's library finds.
        if let Some(token) = variable(BEARER) {
            return Ok(Authorization::Bearer(Secret::new(token)));
        }
        let found = find_credential(credential_http, context, self.deadline).await?;
        Ok(Authorization::Signed(Box::new(found)))
    }
}

/// Searches the environment in the order of AWS's own tools: an access key, the profile, a web
/// identity token, the container, the machine.
pub(crate) async fn find_credential(
    credential_http: &CredentialHttp,
    context: &Context,
    deadline: Instant,
) -> Result<Credential, NoCredentials> {
    let Some(profiles) = read_files(deadline, Profiles::read).await else {
        return Err(NoCredentials::Broken(aws::PROFILES_SILENT.to_owned()));
    };
    let search = Search { credential_http, context, deadline, profiles: &profiles };
    let has_key = ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"]
        .into_iter()
        .all(|name| variable(name).is_some());
    if !has_key {
        let chosen = Profiles::chosen();
        match profiles.get(&chosen) {
            Some(profile) => {
                if let Some(found) = Box::pin(search.follow_profile(&chosen, profile, 0)).await? {
                    return Ok(found);
                }
            }
            None if variable(PROFILE_VARIABLE).is_some() => {
                return Err(NoCredentials::UnknownProfile(chosen, profiles.names()));
            }
            None => {}
        }
    }
    let mut providers = DefaultCredentialProvider::builder().no_profile().no_sso().no_process();
    if variable(METADATA_DISABLED).is_some_and(|text| text.eq_ignore_ascii_case("true")) {
        providers = providers.no_imds();
    }
    match credential_http.credential(&providers.build(), context).await {
        Ok(Some(credential)) => Ok(credential),
        Ok(None) => Err(NoCredentials::Missing(credential_http.last().map(Box::new))),
        Err(error) => Err(NoCredentials::Broken(plain(&error.to_string()))),
    }
}

/// The context for following profiles.
struct Search<'a> {
    credential_http: &'a CredentialHttp,
    context: &'a Context,
    deadline: Instant,
    profiles: &'a Profiles,
}

impl Search<'_> {
    /// The profile's credentials, if it has any.
    async fn follow_profile(
        &self,
        name: &str,
        profile: Profile<'_>,
        depth: usize,
    ) -> Result<Option<Credential>, NoCredentials> {
        if let Some(role) = profile.get("role_arn") {
            return self.assume_role(name, profile, role, depth).await.map(Some);
        }
        if let Some(sso) = self.profiles.sso(profile) {
            return self.exchange_login(name, &sso).await.map(Some);
        }
        if let Some(found) = keys_in_profile(profile) {
            return Ok(Some(found));
        }
        match profile.get("credential_process") {
            Some(command) => self.run_program(name, command).await.map(Some),
            None => Ok(None),
        }
    }

    async fn assume_role(
        &self,
        name: &str,
        profile: Profile<'_>,
        role: &str,
        depth: usize,
    ) -> Result<Credential, NoCredentials> {
        let broken = |why: &str| NoCredentials::UnusableProfile(name.to_owned(), why.to_owned());
        let session = profile.get("role_session_name").unwrap_or("llm-connections");
        let mut form = vec![("RoleArn", role), ("RoleSessionName", session)];
        if let Some(file) = profile.get("web_identity_token_file") {
            let file = file.to_owned();
            let token = read_files(self.deadline, move || std::fs::read_to_string(file)).await;
            let token = token.and_then(Result::ok);
            let token = token.ok_or_else(|| broken(aws::TOKEN_FILE_UNREADABLE))?;
            let token = Secret::new(token.trim().to_owned());
            form.push(("WebIdentityToken", token.expose()));
            let action = "AssumeRoleWithWebIdentity";
            return self.request_role(name, (action, &form), None, &[&token]).await;
        }
        if profile.get("mfa_serial").is_some() {
            return Err(NoCredentials::NeedsMfa(name.to_owned()));
        }
        let base = match (profile.get("source_profile"), profile.get("credential_source")) {
            // A profile that is its own source uses its own keys; following its role again would
            // loop.
            (Some(source), _) if source == name => keys_in_profile(profile),
            (Some(_), _) if depth == MAX_DEPTH => {
                return Err(broken(aws::PROFILES_IN_A_CIRCLE));
            }
            (Some(source), _) => {
                let Some(next) = self.profiles.get(source) else {
                    return Err(broken(&aws::source_missing(&plain(source))));
                };
                Box::pin(self.follow_profile(source, next, depth + 1)).await?
            }
            (None, Some(source)) => self.query_source(name, source).await?,
            (None, None) => return Err(broken(aws::ROLE_WITHOUT_SOURCE)),
        };
        let base = base.ok_or_else(|| broken(aws::NO_KEYS_FOR_ROLE))?;
        let external = profile.get("external_id").map(|id| ("ExternalId", id));
        let seconds = profile.get("duration_seconds").map(|seconds| ("DurationSeconds", seconds));
        form.extend(external.into_iter().chain(seconds));
        self.request_role(name, ("AssumeRole", &form), Some((&base, profile)), &[]).await
    }

    async fn query_source(
        &self,
        name: &str,
        source: &str,
    ) -> Result<Option<Credential>, NoCredentials> {
        let found = match source {
            "Environment" => {
                self.credential_http.credential(&EnvCredentialProvider::new(), self.context).await
            }
            "EcsContainer" => {
                self.credential_http.credential(&ECSCredentialProvider::new(), self.context).await
            }
            "Ec2InstanceMetadata" => {
                self.credential_http
                    .credential(&IMDSv2CredentialProvider::new(), self.context)
                    .await
            }
            other => {
                let why = aws::unknown_source(&plain(other));
                return Err(NoCredentials::UnusableProfile(name.to_owned(), why));
            }
        };
        found.map_err(|error| NoCredentials::Broken(plain(&error.to_string())))
    }

    /// Requests a role's credentials, either signed or with a token in the form.
    async fn request_role(
        &self,
        name: &str,
        (action, form): (&str, &[(&str, &str)]),
        signer: Option<(&Credential, Profile<'_>)>,
        secrets: &[&Secret],
    ) -> Result<Credential, NoCredentials> {
        let own = signer.and_then(|(_, profile)| profile.get("region"));
        let region = own.map(str::to_owned).or_else(region);
        let region = region.filter(|region| is_region(region));
        let region = region.unwrap_or_else(|| DEFAULT_REGION.to_owned());
        let all = [("Action", action), ("Version", "2011-06-15")];
        let all = all.iter().chain(form);
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(all).finish();
        let url = join(&sts_endpoint(&region), "");
        let mut request = HttpRequest::get(&url).map_err(NoCredentials::Broken)?;
        request.method = Method::POST;
        request.body = Some(body.into());
        if let Some((credential, _)) = signer {
            sign(&mut request, credential, ("sts", &region), self.context)
                .await
                .map_err(NoCredentials::Broken)?;
        }
        request.headers.insert(CONTENT_TYPE, HeaderValue::from_static(FORM));
        let sent = self.credential_http.send(request, secrets).await;
        let sent = sent.map_err(|lookup| NoCredentials::Missing(Some(Box::new(lookup))))?;
        let text = String::from_utf8_lossy(&sent.body);
        let value = |tag: &str| {
            let (_, rest) = text.split_once(&format!("<{tag}>"))?;
            Some(rest.split_once(&format!("</{tag}>"))?.0.trim().to_owned())
        };
        let found = (sent.status == StatusCode::OK).then(|| {
            Some(Credential {
                access_key_id: value("AccessKeyId")?,
                secret_access_key: value("SecretAccessKey")?,
                session_token: Some(value("SessionToken")?),
                expires_in: None,
            })
        });
        let role = form.first().map_or_else(String::new, |(_, role)| plain(role));
        found.flatten().ok_or_else(|| NoCredentials::NoRole {
            profile: name.to_owned(),
            role,
            lookup: Box::new(sent.lookup),
        })
    }

    /// The credentials from a login by “aws sso login”.
    async fn exchange_login(&self, name: &str, sso: &Sso) -> Result<Credential, NoCredentials> {
        let ended = || NoCredentials::LoggedOut(name.to_owned());
        let file = format!("{}.json", hex(&Sha1::digest(&sso.cached_as)));
        let path = dirs::home_dir().map(|home| home.join(".aws/sso/cache").join(file));
        let path = path.ok_or_else(ended)?;
        let text = read_files(self.deadline, move || std::fs::read_to_string(path)).await;
        let cached = text.and_then(Result::ok).map(Secret::new).ok_or_else(ended)?;
        let cached: Value = serde_json::from_str(cached.expose()).map_err(|_| ended())?;
        let text = |key: &str| cached.get(key).and_then(Value::as_str);
        let token = text("accessToken").map(|token| Secret::new(token.to_owned()));
        let token = token.ok_or_else(ended)?;
        let time = |key: &str| text(key).and_then(|end| humantime::parse_rfc3339(end).ok());
        let end = time("expiresAt");
        let has_expired = |end: Option<SystemTime>| end.is_some_and(|end| end <= SystemTime::now());
        if has_expired(end) {
            let renews = sso.is_shared
                && ["refreshToken", "clientId", "clientSecret"].iter().all(|it| text(it).is_some())
                && !has_expired(time("registrationExpiresAt"));
            let why = if renews { NoCredentials::Renewable } else { NoCredentials::LoggedOut };
            return Err(why(name.to_owned()));
        }
        let usual =
            || format!("https://{}/federation/credentials", aws_host("portal.sso", &sso.region));
        let url = variable(SSO_ENDPOINT).unwrap_or_else(usual);
        let broken = |why: String| NoCredentials::Broken(why);
        let mut url = Url::parse(&url).map_err(|error| broken(error.to_string()))?;
        url.query_pairs_mut()
            .append_pair("role_name", &sso.role)
            .append_pair("account_id", &sso.account);
        let mut headers = HeaderMap::new();
        headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
        let request = HttpRequest { method: Method::GET, url, headers, body: None }
            .with_secret("x-amz-sso_bearer_token", "", &token)
            .map_err(broken)?;
        let sent = self.credential_http.send(request, &[&token]).await;
        let sent = sent.map_err(|lookup| NoCredentials::Missing(Some(Box::new(lookup))))?;
        if sent.status == StatusCode::UNAUTHORIZED {
            return Err(ended());
        }
        let json: Value = serde_json::from_slice(&sent.body).unwrap_or_default();
        let keys = ["accessKeyId", "secretAccessKey", "sessionToken"];
        json.get("roleCredentials").and_then(|found| keys_in_json(found, keys)).ok_or_else(|| {
            NoCredentials::NoRole {
                profile: name.to_owned(),
                role: plain(&sso.role),
                lookup: Box::new(sent.lookup),
            }
        })
    }

    /// The credentials that a program prints.
    async fn run_program(&self, name: &str, command: &str) -> Result<Credential, NoCredentials> {
        let broken = |why: &str| NoCredentials::UnusableProfile(name.to_owned(), why.to_owned());
        let missing = || NoCredentials::Missing(self.credential_http.last().map(Box::new));
        let words = shlex::split(command).filter(|words| !words.is_empty());
        let words = words.ok_or_else(|| broken(aws::QUOTES_OPEN))?;
        let arguments: Vec<&str> = words[1..].iter().map(String::as_str).collect();
        let printed =
            self.credential_http.output(&words[0], &arguments).await.ok_or_else(missing)?;
        let json: Value = serde_json::from_slice(&printed).unwrap_or_default();
        let keys = ["AccessKeyId", "SecretAccessKey", "SessionToken"];
        keys_in_json(&json, keys)
            .ok_or_else(|| broken(&aws::program_prints_none(&plain(&words[0]))))
    }
}

/// The access key in a profile.
fn keys_in_profile(profile: Profile<'_>) -> Option<Credential> {
    Some(Credential {
        access_key_id: profile.get("aws_access_key_id")?.to_owned(),
        secret_access_key: profile.get("aws_secret_access_key")?.to_owned(),
        session_token: profile.get("aws_session_token").map(str::to_owned),
        expires_in: None,
    })
}

/// Reads an access key from the JSON of a service or program.
fn keys_in_json(json: &Value, [id, secret, token]: [&str; 3]) -> Option<Credential> {
    let text = |key: &str| {
        let text = json.get(key)?.as_str()?.trim();
        (!text.is_empty()).then(|| text.to_owned())
    };
    Some(Credential {
        access_key_id: text(id)?,
        secret_access_key: text(secret)?,
        session_token: text(token),
        expires_in: None,
    })
}
