//! The proxy for a host: Craft's own `networkProxy` if it is enabled, else the variables that
//! `curl` reads.

mod no_proxy;

use std::fmt;

use serde_json::{Map, Value};
use url::Url;

use crate::settings::Settings;
use crate::settings::redact::{secrets_in_url, without_user};
use crate::settings::secret::Secret;
use no_proxy::NoProxy;

/// The key of config.json for Craft's proxies.
const NETWORK_PROXY: &str = "networkProxy";

/// Craft's proxy settings for its chats, which replace the environment's.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NetworkProxy {
    http: Option<Secret>,
    https: Option<Secret>,
    bypass: Option<String>,
}

impl NetworkProxy {
    /// The settings in config.json; empty if they are not enabled.
    fn of(root: &Map<String, Value>) -> Self {
        let Some(object) = root.get(NETWORK_PROXY).and_then(Value::as_object) else {
            return Self::default();
        };
        if object.get("enabled") != Some(&Value::Bool(true)) {
            return Self::default();
        }
        let text = |key: &str| {
            let text = object.get(key).and_then(Value::as_str).map(str::trim)?;
            (!text.is_empty()).then(|| text.to_owned())
        };
        Self {
            http: text("httpProxy").map(Secret::new),
            https: text("httpsProxy").map(Secret::new),
            bypass: text("noProxy"),
        }
    }
}

impl Settings {
    /// The proxies for Craft's chats.
    pub fn network_proxy(&self) -> NetworkProxy {
        NetworkProxy::of(self.root())
    }
}

/// Where a proxy is configured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProxySource {
    NetworkProxy,
    /// An environment variable.
    Variable(&'static str),
}

impl fmt::Display for ProxySource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NetworkProxy => NETWORK_PROXY,
            Self::Variable(name) => name,
        })
    }
}

/// A proxy in a form that may be shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProxyName {
    /// Without user and password.
    pub url: String,
    pub source: ProxySource,
}

impl fmt::Display for ProxyName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({})", self.url, self.source)
    }
}

/// A proxy for requests to a host.
#[derive(Clone)]
pub(crate) struct Proxy {
    /// With user and password.
    pub url: Url,
    pub name: ProxyName,
}

impl fmt::Debug for Proxy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.name.fmt(f)
    }
}

impl Proxy {
    /// Its parts that must not be shown.
    pub(crate) fn secrets(&self) -> Vec<Secret> {
        secrets_in_url(&self.url)
    }
}

/// A proxy setting that cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "{source_of} is not a usable proxy URL: use http, https, socks5 or socks5h, as in http://localhost:8080"
)]
pub(crate) struct UnusableProxy {
    pub source_of: ProxySource,
}

/// The proxies, and the hosts that bypass them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Proxies {
    http: Option<Result<Proxy, UnusableProxy>>,
    https: Option<Result<Proxy, UnusableProxy>>,
    bypass: NoProxy,
}

/// The variables per scheme, in order of precedence. `HTTP_PROXY` is ignored in a CGI script, which
/// gets it from a header of the client's request.
const HTTP: [&str; 4] = ["http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"];
const HTTPS: [&str; 4] = ["https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"];
const BYPASS: [&str; 2] = ["no_proxy", "NO_PROXY"];
const OF_CGI: &str = "REQUEST_METHOD";

impl Proxies {
    /// Craft's proxies, else the environment's if Craft sets none.
    pub(crate) fn new(of_craft: &NetworkProxy, variable: impl Fn(&str) -> Option<String>) -> Self {
        let is_cgi = variable(OF_CGI).is_some();
        let find = |own: &Option<Secret>, names: &[&'static str]| {
            let set = own.as_ref().map(|text| (ProxySource::NetworkProxy, text.clone()));
            let mut names = names.iter().filter(|name| !(is_cgi && **name == "HTTP_PROXY"));
            set.or_else(|| {
                names.find_map(|name| {
                    Some((ProxySource::Variable(name), Secret::new(variable(name)?)))
                })
            })
            .map(|(source, text)| parse(source, text.expose()))
        };
        let bypass = of_craft.bypass.clone();
        let bypass = bypass.or_else(|| BYPASS.iter().find_map(|name| variable(name)));
        Self {
            http: find(&of_craft.http, &HTTP),
            https: find(&of_craft.https, &HTTPS),
            bypass: NoProxy::parse(bypass.as_deref().unwrap_or_default()),
        }
    }

    /// The configured proxies, each with the URL scheme it applies to; or why one cannot be used.
    pub(crate) fn named(&self) -> Vec<(&'static str, Result<ProxyName, String>)> {
        let each = [("http", &self.http), ("https", &self.https)];
        let set = each.into_iter().filter_map(|(scheme, proxy)| Some((scheme, proxy.as_ref()?)));
        let named = set.map(|(scheme, proxy)| {
            let name = proxy.as_ref().map(|proxy| proxy.name.clone());
            (scheme, name.map_err(ToString::to_string))
        });
        named.collect()
    }

    /// The proxy for a URL; None for a direct connection.
    ///
    /// # Errors
    /// If the proxy setting cannot be used.
    pub(crate) fn for_url(&self, url: &Url) -> Result<Option<&Proxy>, UnusableProxy> {
        let proxy = if url.scheme() == "https" { &self.https } else { &self.http };
        match proxy {
            Some(proxy) if !self.bypass.names(url) => proxy.as_ref().map(Some).map_err(|no| *no),
            _ => Ok(None),
        }
    }
}

/// Parses a proxy as `curl` does: without a scheme it is an HTTP proxy. Desktops write `socks://`
/// for SOCKS 5.
fn parse(source: ProxySource, text: &str) -> Result<Proxy, UnusableProxy> {
    let unusable = UnusableProxy { source_of: source };
    let text = if text.contains("://") { text.to_owned() } else { format!("http://{text}") };
    let text = match text.split_once("://") {
        Some((scheme, rest)) if scheme.eq_ignore_ascii_case("socks") => format!("socks5://{rest}"),
        _ => text,
    };
    let url = Url::parse(&text).map_err(|_| unusable)?;
    let is_known =
        matches!(url.scheme(), "http" | "https" | "socks4" | "socks4a" | "socks5" | "socks5h");
    if !is_known || url.host_str().is_none_or(str::is_empty) {
        return Err(unusable);
    }
    let shown = without_user(&url);
    // Only the proxy's scheme, host and port matter.
    let host = shown.host_str().unwrap_or_default();
    let port = shown.port().map(|port| format!(":{port}")).unwrap_or_default();
    let name = ProxyName { url: format!("{}://{host}{port}", shown.scheme()), source };
    Ok(Proxy { url, name })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn craft(value: &Value) -> NetworkProxy {
        NetworkProxy::of(json!({ "networkProxy": value }).as_object().expect("an object"))
    }

    fn proxies(of_craft: &NetworkProxy, variables: &[(&str, &str)]) -> Proxies {
        Proxies::new(of_craft, |name| {
            let found = variables.iter().find(|(own, _)| *own == name);
            found.map(|(_, value)| (*value).to_owned())
        })
    }

    fn shown(proxies: &Proxies, url: &str) -> String {
        match proxies.for_url(&Url::parse(url).expect("an address")) {
            Ok(Some(proxy)) => proxy.name.to_string(),
            Ok(None) => "none".to_owned(),
            Err(why) => why.to_string(),
        }
    }

    #[test]
    fn environment_proxies_work_as_in_curl() {
        let all = [
            ("HTTP_PROXY", "http://upper:1"),
            ("http_proxy", "lower:2"),
            ("HTTPS_PROXY", "socks5h://me:PLANTED@s"),
            ("NO_PROXY", "free.example"),
        ];
        let proxies = proxies(&NetworkProxy::default(), &all);
        for (url, expected) in [
            ("http://a.example", "http://lower:2 (http_proxy)"),
            ("https://a.example", "socks5h://s (HTTPS_PROXY)"),
            ("https://a.free.example", "none"),
        ] {
            assert_eq!(shown(&proxies, url), expected);
        }
        assert!(!format!("{proxies:?}").contains("PLANTED"));
    }

    #[test]
    fn all_proxy_is_fallback_and_cgi_ignores_http_proxy() {
        let none = NetworkProxy::default();
        let set = proxies(&none, &[("ALL_PROXY", "socks://all")]);
        assert_eq!(shown(&set, "http://a"), "socks5://all (ALL_PROXY)");
        let set = proxies(&none, &[("HTTP_PROXY", "http://p"), ("REQUEST_METHOD", "GET")]);
        assert_eq!(shown(&set, "http://a"), "none");
    }

    #[test]
    fn each_craft_setting_overrides_the_environment() {
        let variables =
            [("HTTPS_PROXY", "http://env"), ("HTTP_PROXY", "http://env"), ("NO_PROXY", "*")];
        let own = craft(&json!({"enabled": true, "httpsProxy": "http://craft:8", "noProxy": "x"}));
        let set = proxies(&own, &variables);
        assert_eq!(shown(&set, "https://a.example"), "http://craft:8 (networkProxy)");
        assert_eq!(shown(&set, "http://a.example"), "http://env (HTTP_PROXY)");
        assert_eq!(shown(&set, "https://x"), "none");
        for off in [
            json!({"enabled": false, "httpsProxy": "http://craft:8"}),
            json!({"httpsProxy": "http://craft:8"}),
            json!({"enabled": "true", "httpsProxy": "http://craft:8"}),
            json!("http://craft:8"),
            json!({"enabled": true, "httpsProxy": " ", "noProxy": 1}),
        ] {
            assert_eq!(craft(&off), NetworkProxy::default(), "{off}");
        }
    }

    #[test]
    fn invalid_proxy_is_an_error() {
        for bad in ["ftp://p", "http://", "://", "http://p:99999", "pac+https://p"] {
            let set = proxies(&NetworkProxy::default(), &[("HTTPS_PROXY", bad)]);
            let no = shown(&set, "https://a");
            assert!(no.starts_with("HTTPS_PROXY is not a usable proxy URL"), "{bad}: {no}");
            assert!(!no.contains("//p") && !no.contains("99999"), "it may hold a password: {no}");
        }
    }
}
