//! Large files on their way: uploaded in parts, several at a time, and downloaded as they come.

use std::fs::File;
use std::io::{Read as _, Write as _};
use std::path::Path;

use futures_util::TryStreamExt as _;
use object_store::{ObjectStoreExt as _, WriteMultipart};

use crate::{Store, StoreError};

/// Bytes of a part: a file has 10,000 at most, so that 160 GB is the largest.
const PART_BYTES: usize = 16 << 20;
/// Parts on their way at once, which bounds the memory.
const PARTS_AT_ONCE: usize = 4;

impl Store {
    /// Uploads a file in parts, replacing what is there. Until the last part is there nothing is to be seen; what was
    /// uploaded of a file that fails is given up.
    ///
    /// # Errors
    /// [`StoreError::Io`] for the file, [`StoreError::Refused`] for the store.
    pub fn upload(&self, name: &str, path: &Path) -> Result<(), StoreError> {
        let place = format!("{}/{name}", self.url);
        let refused = |source| StoreError::refused("write", &place, source);
        let mut file = File::open(path).map_err(|source| StoreError::io("read", path, source))?;
        self.runtime.block_on(async {
            let upload = self.inner.put_multipart(&self.key(name)).await.map_err(refused)?;
            let mut upload = WriteMultipart::new_with_chunk_size(upload, PART_BYTES);
            let mut part = vec![0; PART_BYTES];
            loop {
                let len = match file.read(&mut part) {
                    Ok(len) => len,
                    Err(source) => {
                        // The first error says why; a part that is given up costs nothing after some days.
                        drop(upload.abort().await);
                        return Err(StoreError::io("read", path, source));
                    }
                };
                if len == 0 {
                    break;
                }
                upload.wait_for_capacity(PARTS_AT_ONCE).await.map_err(refused)?;
                upload.write(&part[..len]);
            }
            upload.finish().await.map(drop).map_err(refused)
        })
    }

    /// Downloads a file to a place on this machine, beside it first, so that it is there whole or not at all.
    ///
    /// # Errors
    /// As [`Store::upload`].
    pub fn download(&self, name: &str, to: &Path) -> Result<(), StoreError> {
        let place = format!("{}/{name}", self.url);
        let refused = |source| StoreError::refused("read", &place, source);
        let mut beside = to.as_os_str().to_owned();
        beside.push(format!(".{}.part", std::process::id()));
        let beside = std::path::PathBuf::from(beside);
        let fault = |source| StoreError::io("write", to, source);
        let got = self.runtime.block_on(async {
            let mut file = File::create(&beside).map_err(fault)?;
            let mut stream = self.inner.get(&self.key(name)).await.map_err(refused)?.into_stream();
            while let Some(bytes) = stream.try_next().await.map_err(refused)? {
                file.write_all(&bytes).map_err(fault)?;
            }
            file.sync_all().and_then(|()| std::fs::rename(&beside, to)).map_err(fault)
        });
        if got.is_err() {
            drop(std::fs::remove_file(&beside));
        }
        got
    }
}
