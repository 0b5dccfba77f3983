//! *Where do files go that are not on this machine?* Object stores: S3 and whatever speaks as it does (MinIO, Ceph, R2), and
//! folders by `file://` for trying.
//!
//! A [`Store`] is a prefix of a bucket. Small files are created or not ([`Store::create`]), whoever comes second is told;
//! large ones are uploaded in parts, each tried again when the network fails. Access is told by the usual variables of the
//! environment (`AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY`, `AWS_REGION`, `AWS_ENDPOINT_URL`, `AWS_ALLOW_HTTP`) or by the
//! machine's own role.

mod error;
mod transfer;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use futures_util::TryStreamExt as _;
use object_store::path::Path as Key;
use object_store::{ObjectStore, ObjectStoreExt as _, PutMode, PutPayload};
use tokio::runtime::Runtime;
use url::Url;

pub use error::StoreError;

/// A prefix of a bucket.
pub struct Store {
    url: String,
    inner: Arc<dyn ObjectStore>,
    prefix: Key,
    runtime: Runtime,
    patience: Option<Duration>,
}

/// Whether a text names a place in a store rather than a folder.
pub fn is_url(text: &str) -> bool {
    text.split_once("://").is_some_and(|(scheme, _)| !scheme.is_empty() && !scheme.contains(['/', '\\']))
}

impl Store {
    /// The store at `s3://bucket/prefix` (or `file:///folder`); nothing is asked of it yet.
    ///
    /// # Errors
    /// [`StoreError::Url`] for what is none, [`StoreError::Refused`] where it can't be set up.
    pub fn open(text: &str) -> Result<Self, StoreError> {
        let bad = |reason: String| StoreError::Url { url: text.to_owned(), reason };
        let url = Url::parse(text).map_err(|error| bad(error.to_string()))?;
        if !["s3", "s3a", "file"].contains(&url.scheme()) {
            return Err(bad("it begins neither with `s3://` nor with `file://`".to_owned()));
        }
        let keys = |(key, value): (String, String)| {
            key.starts_with("AWS_").then(|| (key.to_ascii_lowercase(), value))
        };
        let options = std::env::vars().filter_map(keys);
        // Whoever was first chose; connections take what is chosen.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let (inner, prefix) = object_store::parse_url_opts(&url, options)
            .map_err(|source| StoreError::refused("open", text, source))?;
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .thread_name("store")
            .enable_all()
            .build()
            .map_err(StoreError::Threads)?;
        Ok(Self {
            url: text.trim_end_matches('/').to_owned(),
            inner: inner.into(),
            prefix,
            runtime,
            patience: None,
        })
    }

    /// The same, of which [`Store::list`] and [`Store::read`] wait no longer than that: a store that can't be reached is
    /// otherwise asked again for minutes.
    #[must_use]
    pub fn with_patience(self, patience: Duration) -> Self {
        Self { patience: Some(patience), ..self }
    }

    /// Where it is.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The files of the prefix, not those of prefixes below it, with their lengths.
    ///
    /// # Errors
    /// [`StoreError::Refused`], [`StoreError::Silent`] when patience ends.
    pub fn list(&self) -> Result<BTreeMap<String, u64>, StoreError> {
        let listed = self.wait(&self.url, self.inner.list(Some(&self.prefix)).try_collect::<Vec<_>>())?;
        let listed = listed.map_err(|source| StoreError::refused("list", &self.url, source))?;
        let name = |meta: &object_store::ObjectMeta| {
            let mut parts = meta.location.prefix_match(&self.prefix)?;
            let name = parts.next()?.as_ref().to_owned();
            parts.next().is_none().then_some((name, meta.size))
        };
        Ok(listed.iter().filter_map(name).collect())
    }

    /// The bytes of a small file; `None` where there is none.
    ///
    /// # Errors
    /// [`StoreError::Refused`], [`StoreError::Silent`] when patience ends.
    pub fn read(&self, name: &str) -> Result<Option<Vec<u8>>, StoreError> {
        let (key, place) = (self.key(name), self.place(name));
        match self.wait(&place, async { self.inner.get(&key).await?.bytes().await })? {
            Ok(bytes) => Ok(Some(bytes.to_vec())),
            Err(object_store::Error::NotFound { .. }) => Ok(None),
            Err(source) => Err(StoreError::refused("read", &place, source)),
        }
    }

    /// What comes of a question, if it comes in time.
    fn wait<T>(&self, place: &str, answer: impl Future<Output = T>) -> Result<T, StoreError> {
        let Some(patience) = self.patience else { return Ok(self.runtime.block_on(answer)) };
        let timed = self.runtime.block_on(async { tokio::time::timeout(patience, answer).await });
        timed.map_err(|_elapsed| StoreError::Silent { place: place.to_owned(), secs: patience.as_secs_f64() })
    }

    /// Writes a small file if none is there; whether it did. Of several that try at once, one does.
    ///
    /// # Errors
    /// [`StoreError::Refused`].
    pub fn create(&self, name: &str, bytes: &[u8]) -> Result<bool, StoreError> {
        let payload = PutPayload::from(bytes.to_vec());
        let key = self.key(name);
        let put = self.inner.put_opts(&key, payload, PutMode::Create.into());
        match self.runtime.block_on(put) {
            Ok(_) => Ok(true),
            Err(object_store::Error::AlreadyExists { .. }) => Ok(false),
            Err(source) => Err(StoreError::refused("write", &self.place(name), source)),
        }
    }

    /// Removes a file, if it is there.
    ///
    /// # Errors
    /// [`StoreError::Refused`].
    pub fn remove(&self, name: &str) -> Result<(), StoreError> {
        match self.runtime.block_on(self.inner.delete(&self.key(name))) {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(source) => Err(StoreError::refused("remove", &self.place(name), source)),
        }
    }

    fn key(&self, name: &str) -> Key {
        self.prefix.clone().join(name)
    }

    fn place(&self, name: &str) -> String {
        format!("{}/{name}", self.url)
    }
}
