//! The trusted certificate authorities: the system's, those from variables, and the built-in ones
//! if the machine has none.

use std::env;
use std::ffi::OsString;
use std::fmt;
use std::path::Path;
use std::sync::Arc;

use rustls::RootCertStore;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls_native_certs::CertificateResult;

use super::provider_message::plain;

/// The variables that replace the system's certificates.
const IN_PLACE: [&str; 2] = ["SSL_CERT_FILE", "SSL_CERT_DIR"];

/// The variable that adds certificates. Craft's runtime reads only this one.
pub(crate) const EXTRA: &str = "NODE_EXTRA_CA_CERTS";

/// Why a file of authorities is of no use: it can be read, but has none.
pub fn no_certificate_in(file: impl fmt::Display) -> String {
    format!("{file} has no certificate")
}

/// The sources of the roots, for reports.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Roots {
    sources: Vec<Source>,
    /// The sources that could not be read, in sentences.
    unread: Vec<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Source {
    System,
    Variable(&'static str),
    BuiltIn,
}

impl Roots {
    /// Whether only the system's roots are trusted, which needs no mention.
    pub(crate) fn are_usual(&self) -> bool {
        self.sources == [Source::System] && self.unread.is_empty()
    }
}

impl fmt::Display for Roots {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = self.sources.iter().map(|source| match source {
            Source::System => "system",
            Source::Variable(name) => name,
            Source::BuiltIn => "built in, because this machine has none",
        });
        let names: Vec<&str> = names.collect();
        f.write_str(if names.is_empty() { "none" } else { "" })?;
        f.write_str(&names.join(" + "))?;
        self.unread.iter().try_for_each(|sentence| write!(f, "; {sentence}"))
    }
}

/// The trusted certificates.
pub(super) struct Trusted {
    pub store: Arc<RootCertStore>,
    /// Those that somebody added, as in their files: a server may itself use one of them.
    pub own: Vec<CertificateDer<'static>>,
    pub roots: Arc<Roots>,
}

impl Trusted {
    /// Reads the roots. Unreadable ones are not trusted, and reported.
    pub(super) fn read() -> Self {
        let variable = |name: &str| env::var_os(name).filter(|value| !value.is_empty());
        Self::combine(rustls_native_certs::load_native_certs(), variable)
    }

    /// Combines the system's roots, or the replacement that variables name, with the additional
    /// ones.
    fn combine(usual: CertificateResult, variable: impl Fn(&str) -> Option<OsString>) -> Self {
        let mut roots = Roots { sources: Vec::new(), unread: Vec::new() };
        let mut store = RootCertStore::empty();
        let mut own = Vec::new();
        let named: Vec<&'static str> =
            IN_PLACE.into_iter().filter(|name| variable(name).is_some()).collect();
        if !named.is_empty() {
            own.extend(usual.certs.iter().cloned());
            let errors = usual.errors.iter().map(|error| plain(&error.to_string()));
            roots.unread.extend(errors.map(|why| format!("{}: {why}", named.join(", "))));
        }
        let (added, _) = store.add_parsable_certificates(usual.certs);
        match added {
            // A person who names others does not want to trust the built-in ones.
            0 if named.is_empty() => {
                store.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
                roots.sources.push(Source::BuiltIn);
            }
            0 => {}
            _ if named.is_empty() => roots.sources.push(Source::System),
            _ => roots.sources.extend(named.into_iter().map(Source::Variable)),
        }
        if let Some(path) = variable(EXTRA) {
            match read_pem(Path::new(&path)) {
                Ok(certificates) => {
                    own.extend(certificates.iter().cloned());
                    store.add_parsable_certificates(certificates);
                    roots.sources.push(Source::Variable(EXTRA));
                }
                Err(why) => roots.unread.push(format!("{EXTRA}: {why}")),
            }
        }
        Self { store: Arc::new(store), own, roots: Arc::new(roots) }
    }
}

/// The trusted certificate authorities, for showing them without a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrustedRoots {
    pub count: usize,
    /// The sources.
    pub sources: String,
    /// The sources that could not be read, in sentences.
    pub unread: Vec<String>,
}

impl TrustedRoots {
    /// Reads them as for a request.
    pub fn read() -> Self {
        let trusted = Trusted::read();
        let sources = Roots { unread: Vec::new(), ..(*trusted.roots).clone() };
        Self {
            count: trusted.store.len(),
            sources: sources.to_string(),
            unread: trusted.roots.unread.clone(),
        }
    }
}

/// The certificates in a file.
fn read_pem(path: &Path) -> Result<Vec<CertificateDer<'static>>, String> {
    let shown = path.display();
    let unreadable = |why: &dyn fmt::Display| plain(&format!("{shown} cannot be read: {why}"));
    let certificates = CertificateDer::pem_file_iter(path).map_err(|why| unreadable(&why))?;
    let certificates: Result<Vec<_>, _> = certificates.collect();
    let certificates = certificates.map_err(|why| unreadable(&why))?;
    if certificates.is_empty() {
        return Err(plain(&no_certificate_in(&shown)));
    }
    Ok(certificates)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The common name of Let's Encrypt's root.
    const KNOWN_ROOT: &[u8] = b"ISRG Root X1";

    fn has_known_root(trusted: &Trusted) -> bool {
        trusted.store.roots.iter().any(|anchor| {
            anchor.subject.as_ref().windows(KNOWN_ROOT.len()).any(|part| part == KNOWN_ROOT)
        })
    }

    fn own_ca() -> rcgen::CertifiedKey<rcgen::KeyPair> {
        rcgen::generate_simple_self_signed(["ca.example.com".to_owned()]).expect("a certificate")
    }

    #[test]
    fn a_machine_without_certificates_trusts_the_built_in_set_and_names_it() {
        let trusted = Trusted::combine(CertificateResult::default(), |_| None);
        assert_eq!(trusted.roots.sources, [Source::BuiltIn]);
        assert!(!trusted.roots.are_usual());
        assert_eq!(trusted.store.len(), webpki_roots::TLS_SERVER_ROOTS.len());
        assert!(has_known_root(&trusted));
        assert!(trusted.own.is_empty());
    }

    #[test]
    fn the_systems_certificates_leave_the_built_in_set_out() {
        let mut system = CertificateResult::default();
        system.certs.push(own_ca().cert.der().clone());
        let trusted = Trusted::combine(system, |_| None);
        assert!(trusted.roots.are_usual());
        assert_eq!(trusted.store.len(), 1);
        assert!(!has_known_root(&trusted));
    }

    #[test]
    fn missing_certificate_files_do_not_fall_back_to_the_built_in_set() {
        let named = |name: &str| (name == IN_PLACE[0]).then(|| OsString::from("/missing.pem"));
        let trusted = Trusted::combine(CertificateResult::default(), named);
        assert_eq!(trusted.roots.sources, []);
        assert!(trusted.store.is_empty());
    }

    #[test]
    fn added_certificate_extends_the_built_in_set() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("own.pem");
        std::fs::write(&file, own_ca().cert.pem()).expect("written");
        let added = |name: &str| (name == EXTRA).then(|| file.clone().into_os_string());
        let trusted = Trusted::combine(CertificateResult::default(), added);
        assert_eq!(trusted.roots.sources, [Source::BuiltIn, Source::Variable(EXTRA)]);
        assert_eq!(trusted.own.len(), 1);
        assert_eq!(trusted.store.len(), webpki_roots::TLS_SERVER_ROOTS.len() + 1);
    }
}
