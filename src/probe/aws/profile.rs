//! What AWS's own programs take from the environment and from the user's profile: the region, the
//! address in the place of AWS's, and where credentials may be.

use std::path::PathBuf;

use ini::{Ini, Properties};
use reqsign_aws_v4::{Credential, DefaultCredentialProvider, SSOCredentialProvider};
use reqsign_core::Context;

use crate::net::provider_message::plain;
use crate::probe::Probe;
use crate::probe::cloud::read_files;
use crate::probe::credential_http::{Brought, Courier, Errand};
use crate::probe::report::{Report, StageName};
use crate::settings::credential::key;
use crate::settings::secret::Secret;
use crate::system::environment::variable;

/// The variables that name a region, the first before the other.
const REGIONS: [&str; 2] = ["AWS_REGION", "AWS_DEFAULT_REGION"];

/// The variables that name another address for Bedrock, the first before the other.
const ENDPOINTS: [&str; 2] = ["AWS_ENDPOINT_URL_BEDROCK", "AWS_ENDPOINT_URL"];

/// What sets those aside.
const IGNORE_ENDPOINTS: &str = "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS";

/// The variable that turns AWS's metadata service off.
const NO_MACHINE: &str = "AWS_EC2_METADATA_DISABLED";

/// The files of profiles, each with the variable that names another one.
const CONFIG: (&str, &str) = ("AWS_CONFIG_FILE", "~/.aws/config");
const CREDENTIALS: (&str, &str) = ("AWS_SHARED_CREDENTIALS_FILE", "~/.aws/credentials");

/// A key of Bedrock's own in the environment.
const BEARER: &str = "AWS_BEARER_TOKEN_BEDROCK";

/// The header with the hash of an empty body. Without it the library marks the body as not signed,
/// which only S3 accepts.
pub(crate) const EMPTY_BODY: (&str, &str) =
    ("x-amz-content-sha256", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");

/// The credential of a request.
pub(super) enum Who {
    Bearer(Secret),
    /// An access key, which signs.
    Signed(Box<Credential>),
}

/// Why there are no credentials.
pub(super) enum NoCredentials {
    Missing(Option<Box<Errand>>),
    /// The profile takes a role, which the library does not follow; the profile's name.
    Role(String),
    Broken(String),
}

/// The region that the environment, or the profile it chooses, names.
pub(crate) fn region() -> Option<String> {
    REGIONS.into_iter().find_map(variable).or_else(of_profile)
}

/// The address that Bedrock's lists are asked for at in a region.
pub(super) fn bedrock_endpoint(region: &str) -> String {
    let own = ENDPOINTS.into_iter().find_map(variable);
    own.filter(|_| !is_true(IGNORE_ENDPOINTS))
        .unwrap_or_else(|| format!("https://bedrock.{region}.{}", domain(region)))
}

/// Where AWS's programs find credentials.
pub(crate) fn usual_places() -> DefaultCredentialProvider {
    let mut places = DefaultCredentialProvider::builder();
    if let Some(login) = login() {
        places = places.sso(login);
    }
    if is_true(NO_MACHINE) {
        places = places.no_imds();
    }
    places.build()
}

/// The login that the profile shares with others by naming a session, as “aws configure sso” writes
/// it: the library knows only the older way, in which everything stands in the profile itself.
fn login() -> Option<SSOCredentialProvider> {
    let file = read(CONFIG)?;
    let profile = section_of(&file, &profile())?;
    let name = profile.get("sso_session")?;
    let session = file.section(Some(format!("sso-session {name}")))?;
    let login = SSOCredentialProvider::new()
        .with_account_id(profile.get("sso_account_id")?)
        .with_role_name(profile.get("sso_role_name")?)
        .with_region(session.get("sso_region")?)
        // Only the name of the token's file is made of it, and that is made of the session's name.
        .with_start_url(name);
    Some(login)
}

/// The profile that is chosen, where it takes a role of another.
fn role() -> Option<String> {
    let name = profile();
    let takes = |section: &Properties| section.get("role_arn").is_some();
    let of_config = read(CONFIG).is_some_and(|file| section_of(&file, &name).is_some_and(takes));
    let of_credentials =
        || read(CREDENTIALS).is_some_and(|file| file.section(Some(&name)).is_some_and(takes));
    (of_config || of_credentials()).then_some(name)
}

/// Whether a variable is true.
fn is_true(name: &str) -> bool {
    variable(name).is_some_and(|text| text.eq_ignore_ascii_case("true"))
}

/// AWS in China has a domain of its own.
fn domain(region: &str) -> &'static str {
    if region.starts_with("cn-") { "amazonaws.com.cn" } else { "amazonaws.com" }
}

/// The name of the profile that the environment chooses.
fn profile() -> String {
    variable("AWS_PROFILE").unwrap_or_else(|| "default".to_owned())
}

/// The region of the profile: the file of credentials may have it, too, and then it counts.
fn of_profile() -> Option<String> {
    let name = profile();
    let region = |properties: &Properties| properties.get("region").map(str::to_owned);
    let of_credentials = read(CREDENTIALS).and_then(|file| region(file.section(Some(&name))?));
    of_credentials.or_else(|| region(section_of(&read(CONFIG)?, &name)?))
}

/// A profile in the file of configuration.
fn section_of<'a>(file: &'a Ini, name: &str) -> Option<&'a Properties> {
    let long = file.section(Some(format!("profile {name}")));
    match name {
        "default" => file.section(Some(name)).or(long),
        _ => long,
    }
}

fn read((name, usual): (&str, &str)) -> Option<Ini> {
    let path = variable(name).unwrap_or_else(|| usual.to_owned());
    let path = match path.strip_prefix("~/") {
        Some(rest) => dirs::home_dir()?.join(rest),
        None => PathBuf::from(path),
    };
    Ini::load_from_file_noescape(path).ok()
}

impl Probe<'_> {
    /// The credentials of this connection for AWS.
    pub(super) async fn aws_credentials(
        &self,
        context: &Context,
        courier: &Courier,
    ) -> Result<Who, NoCredentials> {
        let secrets = &self.request.secrets;
        match self.request.connection.auth_type() {
            "bearer_token" | "api_key" => match secrets.get(key::VALUE) {
                Some(token) => Ok(Who::Bearer(token.clone())),
                None => Err(NoCredentials::Missing(None)),
            },
            "iam_credentials" => {
                let (Some(id), Some(secret)) =
                    (secrets.get(key::AWS_ACCESS_KEY_ID), secrets.get(key::VALUE))
                else {
                    return Err(NoCredentials::Missing(None));
                };
                let token = secrets.get(key::AWS_SESSION_TOKEN);
                Ok(Who::Signed(Box::new(Credential {
                    access_key_id: id.expose().trim().to_owned(),
                    secret_access_key: secret.expose().trim().to_owned(),
                    session_token: token.map(|token| token.expose().trim().to_owned()),
                    expires_in: None,
                })))
            }
            _ => {
                if let Some(token) = variable(BEARER) {
                    return Ok(Who::Bearer(Secret::new(token)));
                }
                let Some(places) = read_files(self.deadline, usual_places).await else {
                    let why = "the files of the profiles do not answer";
                    return Err(NoCredentials::Broken(why.to_owned()));
                };
                match courier.credential(&places, context).await {
                    Ok(Some(credential)) => Ok(Who::Signed(Box::new(credential))),
                    Ok(None) => Err(match read_files(self.deadline, role).await.flatten() {
                        Some(profile) => NoCredentials::Role(profile),
                        None => NoCredentials::Missing(courier.last().map(Box::new)),
                    }),
                    Err(error) => Err(NoCredentials::Broken(plain(&error.to_string()))),
                }
            }
        }
    }
}

pub(super) fn report_no_credentials(why: NoCredentials, report: &mut Report) {
    let name = StageName::Configuration;
    let chain = "Set AWS_PROFILE or AWS_ACCESS_KEY_ID where this program is started, or log in with “aws sso login”.";
    match why {
        NoCredentials::Missing(None) => {
            let sentence = "AWS's usual places have no credentials: environment, profiles, SSO, container, instance.";
            report.fail(name, sentence).advise(chain);
        }
        NoCredentials::Missing(Some(errand)) => {
            let sentence = match &errand.brought {
                Brought::Nothing(sentence, _) => {
                    format!("AWS's usual places gave no credentials: {sentence}")
                }
                Brought::Answer(status) => format!(
                    "AWS's usual places gave no credentials: {} has none to give (status {}).",
                    errand.host,
                    status.as_u16()
                ),
            };
            let stage = report.fail(name, sentence).advise(chain);
            if let Some(exchange) = &errand.exchange {
                stage.exchange(exchange);
            }
        }
        NoCredentials::Role(profile) => {
            let sentence = format!(
                "The profile {profile} takes a role (role_arn), which is not followed here."
            );
            report.leave(name, sentence).advise(
                "Try it with “aws sts get-caller-identity”, or choose a profile that has a key.",
            );
        }
        NoCredentials::Broken(error) => {
            let sentence =
                format!("The credentials in AWS's usual places cannot be used: {error}.");
            report.fail(name, sentence).advise(chain);
        }
    }
}
