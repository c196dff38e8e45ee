//! One HTTP request, and how a secret is put into it.

use reqwest::header::{CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};
use reqwest::{Method, Url};
use serde_json::Value;
use zeroize::Zeroizing;

use crate::settings::redact::{redacted_url, without_user};
use crate::settings::secret::Secret;

pub(crate) struct HttpRequest {
    pub method: Method,
    pub url: Url,
    pub headers: HeaderMap,
    /// Wiped on drop: it may contain the secrets of a login.
    pub body: Option<Zeroizing<String>>,
}

impl HttpRequest {
    /// A GET request without a secret.
    ///
    /// # Errors
    /// A sentence when the URL is invalid.
    pub(crate) fn get(url: &str) -> Result<Self, String> {
        let url = Url::parse(url).map_err(|error| format!("Invalid URL ({error})."))?;
        Ok(Self { method: Method::GET, url, headers: HeaderMap::new(), body: None })
    }

    /// Removes the user and the password from the URL.
    pub(crate) fn without_user(mut self) -> Self {
        self.url = without_user(&self.url);
        self
    }

    /// Turns it into a POST with a JSON body.
    pub(crate) fn post(mut self, body: &Value) -> Self {
        self.method = Method::POST;
        let json = HeaderValue::from_static("application/json");
        self.headers.insert(CONTENT_TYPE, json);
        self.body = Some(body.to_string().into());
        self
    }

    /// Turns it into a POST with form fields.
    pub(crate) fn post_form(mut self, fields: &[(&str, &str)]) -> Self {
        self.method = Method::POST;
        let form = HeaderValue::from_static("application/x-www-form-urlencoded");
        self.headers.insert(CONTENT_TYPE, form);
        let room = fields.iter().map(|(name, value)| name.len() + 3 * value.len() + 2).sum();
        let mut form = form_urlencoded::Serializer::new(String::with_capacity(room));
        form.extend_pairs(fields);
        self.body = Some(form.finish().into());
        self
    }

    /// Adds a header without a secret.
    pub(crate) fn with_header(mut self, name: &'static str, value: &'static str) -> Self {
        let name = HeaderName::from_static(name);
        self.headers.insert(name, HeaderValue::from_static(value));
        self
    }

    /// Adds headers without a secret.
    pub(crate) fn with_headers(self, headers: &[(&'static str, &'static str)]) -> Self {
        headers.iter().fold(self, |request, (name, value)| request.with_header(name, value))
    }

    /// Adds a header with a secret after the prefix `before`.
    ///
    /// # Errors
    /// A sentence when a header cannot contain it.
    pub(crate) fn with_secret(
        mut self,
        name: &'static str,
        before: &str,
        secret: &Secret,
    ) -> Result<Self, String> {
        let text = Zeroizing::new(format!("{before}{}", secret.expose().trim()));
        let mut value = HeaderValue::from_str(&text)
            .map_err(|_| "The key contains a character that can't be sent.".to_owned())?;
        value.set_sensitive(true);
        self.headers.insert(HeaderName::from_static(name), value);
        Ok(self)
    }

    /// The method and the URL, without a secret.
    pub(super) fn shown(&self) -> String {
        format!("{} {}", self.method, redacted_url(&self.url))
    }
}
