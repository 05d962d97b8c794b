//! Ctrl-C: ends a wait with an error that says what is known, and this program when nothing is awaited.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::OnceLock;
use tokio::sync::watch;

/// What a shell expects of a program that Ctrl-C ended.
const EXIT_CODE: i32 = 130;

static WAITS: AtomicUsize = AtomicUsize::new(0);
static PRESSED: OnceLock<watch::Sender<()>> = OnceLock::new();

/// Somebody waits as long as this value is there.
pub(crate) struct Wait(watch::Receiver<()>);

impl Wait {
    /// Begins a wait. From the first one on the signal is this module's, for good: the system's way of handling it
    /// cannot be had back.
    pub(crate) fn begin() -> Self {
        let pressed = PRESSED.get_or_init(|| {
            let sender = watch::Sender::new(());
            let pressed = sender.clone();
            std::thread::spawn(move || listen(&pressed));
            sender
        });
        WAITS.fetch_add(1, Ordering::SeqCst);
        Self(pressed.subscribe())
    }

    /// Returns when Ctrl-C is pressed.
    pub(crate) async fn interrupted(&mut self) {
        if self.0.changed().await.is_err() {
            // Nobody listens, as threads cannot be had: then nobody is interrupted.
            std::future::pending::<()>().await;
        }
    }
}

impl Drop for Wait {
    fn drop(&mut self) {
        WAITS.fetch_sub(1, Ordering::SeqCst);
    }
}

fn listen(pressed: &watch::Sender<()>) {
    let Ok(runtime) = tokio::runtime::Builder::new_current_thread().enable_io().build() else { return };
    runtime.block_on(async {
        while tokio::signal::ctrl_c().await.is_ok() {
            if WAITS.load(Ordering::SeqCst) == 0 {
                std::process::exit(EXIT_CODE);
            }
            pressed.send_replace(());
        }
    });
}
