//! What the owners of participants tell the thread that carries them.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};

use mio::Waker;

use super::attendance::Attendance;
use crate::Command;

/// Orders that may wait for the thread; a caller that is faster waits for it.
const MAX_ORDERS: usize = 4096;

/// To the participant of this number.
pub(super) enum Order {
    Join(usize, Box<Attendance>),
    Command(usize, Command),
    Stop,
}

/// What a participant holds of its runner.
#[derive(Debug, Clone)]
pub(super) struct Orders {
    orders: SyncSender<Order>,
    waker: Arc<Waker>,
}

impl Orders {
    /// The two ends. `waker` wakes the thread that reads the other one.
    pub(super) fn through(waker: Arc<Waker>) -> (Self, Receiver<Order>) {
        let (orders, inbox) = sync_channel(MAX_ORDERS);
        (Self { orders, waker }, inbox)
    }

    /// Hands over an order. One that comes after the end of the thread is without effect.
    pub(super) fn send(&self, order: Order) {
        match self.orders.try_send(order) {
            Ok(()) => {}
            Err(TrySendError::Full(order)) => {
                let _ = self.waker.wake();
                let _ = self.orders.send(order);
            }
            Err(TrySendError::Disconnected(_)) => return,
        }
        let _ = self.waker.wake();
    }
}
