//! Workload identity federation: exchanges another identity provider's token for one of Google's
//! (<https://google.aip.dev/auth/4117>).

use std::collections::BTreeMap;
use std::fs;

use reqwest::header::{HeaderName, HeaderValue};
use reqwest::{Method, StatusCode, Url};
use serde_json::{Value, json};

use super::credential::Impersonation;
use super::external_account::{Executable, ExternalAccount, Format, Source};
use super::no_token::NoToken;
use super::token_client::{FORM, TokenClient, request, token};
use super::token_url::SCOPE;
use crate::net::provider_message::plain;
use crate::probe::aws::credentials::find_credential;
use crate::probe::aws::region::region;
use crate::probe::aws::sign::sign;
use crate::probe::cloud::read_files;
use crate::probe::messages::{aws, cloud, google};
use crate::settings::secret::Secret;
use crate::system::environment::variable;
use crate::system::process;

/// The scope of an exchanged token that only gets a service account's token.
const IMPERSONATION_SCOPE: &str = "https://www.googleapis.com/auth/iam";

/// The only existing kind of AWS source; the number is its version.
const AWS_SOURCE: &str = "aws1";

/// The variable that allows a credential to run its program.
const ALLOW_EXECUTABLES: &str = "GOOGLE_EXTERNAL_ACCOUNT_ALLOW_EXECUTABLES";

impl TokenClient<'_> {
    pub(super) async fn exchange_external(
        &self,
        account: &ExternalAccount,
    ) -> Result<Secret, NoToken> {
        let url = account.token_url.parse()?;
        let acts_for = account.service_account_impersonation_url.clone();
        let acts_for = acts_for.map(|url| Impersonation { url, delegates: Vec::new() });
        let subject = self.subject_token(account).await?;
        let scope = match &acts_for {
            Some(_) => IMPERSONATION_SCOPE,
            None => SCOPE,
        };
        let form = form(&[
            ("grant_type", "urn:ietf:params:oauth:grant-type:token-exchange"),
            ("requested_token_type", "urn:ietf:params:oauth:token-type:access_token"),
            ("audience", &account.audience),
            ("scope", scope),
            ("subject_token", subject.expose()),
            ("subject_token_type", &account.subject_token_type),
        ]);
        let sent = self.post(url, FORM, form, &[&subject]).await?;
        let own = token(sent, "access_token")?;
        match acts_for {
            Some(account) => self.impersonate(&account, &own).await,
            None => Ok(own),
        }
    }

    /// The other identity provider's token.
    async fn subject_token(&self, account: &ExternalAccount) -> Result<Secret, NoToken> {
        match &account.credential_source {
            Source::File { file, format } => self.token_of_file(file, format).await,
            Source::Url { url, headers, format } => self.token_of_url(url, headers, format).await,
            Source::Aws { environment_id, regional_cred_verification_url: url }
                if environment_id == AWS_SOURCE =>
            {
                self.token_of_aws(url, &account.audience).await
            }
            Source::Executable { executable } => self.token_of_program(executable, account).await,
            Source::Aws { .. } | Source::Other {} => {
                Err(NoToken::Unsupported(google::UNKNOWN_SOURCE.to_owned()))
            }
        }
    }

    async fn token_of_file(&self, file: &str, format: &Format) -> Result<Secret, NoToken> {
        let path = file.to_owned();
        let read = read_files(self.deadline, move || fs::read(path)).await;
        let cannot = |why: String| NoToken::None(google::unreadable_token(file, &why));
        let bytes = read
            .ok_or_else(|| cannot("the disk doesn't answer".to_owned()))?
            .map_err(|error| cannot(error.to_string()))?;
        let token = format.token(&bytes);
        token.ok_or_else(|| NoToken::None(google::no_token_in(file)))
    }

    /// The token that a program prints. Google's own libraries run it only if a variable allows
    /// that, because the credential file may come from somebody else.
    async fn token_of_program(
        &self,
        executable: &Executable,
        account: &ExternalAccount,
    ) -> Result<Secret, NoToken> {
        if variable(ALLOW_EXECUTABLES).is_none_or(|value| value != "1") {
            return Err(NoToken::Unsupported(google::program_not_allowed(ALLOW_EXECUTABLES)));
        }
        let words = shlex::split(&executable.command).filter(|words| !words.is_empty());
        let words = words.ok_or_else(|| NoToken::None(google::NO_COMMAND.to_owned()))?;
        let failed = |why: &str| NoToken::None(google::program_failed(&plain(&words[0]), why));
        let variables = [
            ("GOOGLE_EXTERNAL_ACCOUNT_AUDIENCE", account.audience.as_str()),
            ("GOOGLE_EXTERNAL_ACCOUNT_TOKEN_TYPE", &account.subject_token_type),
            ("GOOGLE_EXTERNAL_ACCOUNT_INTERACTIVE", "0"),
            (
                "GOOGLE_EXTERNAL_ACCOUNT_OUTPUT_FILE",
                executable.output_file.as_deref().unwrap_or_default(),
            ),
        ];
        let arguments: Vec<&str> = words[1..].iter().map(String::as_str).collect();
        let ran = process::run_with(&words[0], &arguments, &variables, self.deadline).await;
        let ran = ran.map_err(|_| failed(cloud::CANNOT_RUN))?;
        match ran.status {
            None => return Err(failed(cloud::DOES_NOT_END)),
            Some(status) if !status.success() => return Err(failed(cloud::FAILS)),
            Some(_) => {}
        }
        let printed: Value = serde_json::from_slice(&ran.out).unwrap_or_default();
        let text = |name: &str| printed.get(name).and_then(Value::as_str);
        let token = text("id_token").or_else(|| text("saml_response"));
        let token = token.filter(|_| printed.get("success") == Some(&Value::Bool(true)));
        let token = token.ok_or_else(|| failed(google::PRINTS_NO_TOKEN))?;
        Ok(Secret::new(token.trim().to_owned()))
    }

    async fn token_of_url(
        &self,
        url: &str,
        headers: &BTreeMap<String, String>,
        format: &Format,
    ) -> Result<Secret, NoToken> {
        let broken = || NoToken::None(google::SOURCE_INVALID.to_owned());
        let url = Url::parse(url).map_err(|_| broken())?;
        let mut request = request(Method::GET, url);
        for (name, value) in headers {
            let name = HeaderName::try_from(name).map_err(|_| broken())?;
            let value = HeaderValue::try_from(value).map_err(|_| broken())?;
            request.headers.insert(name, value);
        }
        // Any header may be a secret.
        let secrets: Vec<Secret> = headers.values().cloned().map(Secret::new).collect();
        let secrets: Vec<&Secret> = secrets.iter().collect();
        let sent = self.send(request, &secrets).await?;
        let token = (sent.status == StatusCode::OK).then(|| format.token(&sent.body)).flatten();
        token.ok_or_else(|| NoToken::Refused(Box::new(sent.lookup)))
    }

    /// A signed request to AWS. Google sends it in place of this machine to learn who signed it.
    async fn token_of_aws(&self, url: &str, audience: &str) -> Result<Secret, NoToken> {
        let none = |why: &str| NoToken::None(google::no_aws_credentials(why));
        let region = read_files(self.deadline, region).await;
        let region = region.ok_or_else(|| none(aws::PROFILES_SILENT))?;
        let region = region.ok_or_else(|| none("no region is set (AWS_REGION)"))?;
        let context = self.credential_http.context();
        let credential = find_credential(self.credential_http, &context, self.deadline).await;
        let credential = credential.map_err(|_| none(google::NO_AWS_KEY))?;
        let invalid = || none("the source has an invalid URL or audience");
        let url = url.replace("{region}", &region);
        let mut signed = request(Method::POST, Url::parse(&url).map_err(|_| invalid())?);
        signed.headers.clear();
        let target = HeaderValue::from_str(audience).map_err(|_| invalid())?;
        signed.headers.insert("x-goog-cloud-target-resource", target);
        sign(&mut signed, &credential, ("sts", &region), &context).await.map_err(|_| invalid())?;
        let headers = signed.headers.iter().filter_map(|(name, value)| {
            let value = value.to_str().ok()?;
            // Google expects this name with a capital letter.
            let name = match name.as_str() {
                "authorization" => "Authorization",
                name => name,
            };
            Some(json!({"key": name, "value": value}))
        });
        let headers: Vec<Value> = headers.collect();
        let request = json!({"url": url, "method": "POST", "headers": headers, "body": ""});
        // Google's own libraries percent-encode the request before the form encodes it again, and
        // never write a space as a plus.
        let request = request.to_string();
        let encoded: String = form_urlencoded::byte_serialize(request.as_bytes()).collect();
        Ok(Secret::new(encoded.replace('+', "%20")))
    }
}

/// The pairs in form encoding.
fn form(pairs: &[(&str, &str)]) -> String {
    let mut form = form_urlencoded::Serializer::new(String::new());
    form.extend_pairs(pairs).finish()
}
