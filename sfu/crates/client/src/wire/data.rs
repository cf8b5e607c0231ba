//! What travels on the data channels (`livekit_models.proto`).
#![allow(
    missing_docs,
    reason = "names and numbers are those of the protocol files"
)]

#[derive(Clone, PartialEq, prost::Message)]
pub struct DataPacket {
    #[prost(enumeration = "PacketKind", tag = "1")]
    pub kind: i32,
    #[prost(string, tag = "4")]
    pub participant_identity: String,
    #[prost(string, repeated, tag = "5")]
    pub destination_identities: Vec<String>,
    #[prost(uint32, tag = "16")]
    pub sequence: u32,
    #[prost(string, tag = "17")]
    pub participant_sid: String,
    #[prost(oneof = "data_packet::Value", tags = "2")]
    pub value: Option<data_packet::Value>,
}

pub mod data_packet {
    #[derive(Clone, PartialEq, prost::Oneof)]
    pub enum Value {
        #[prost(message, tag = "2")]
        User(super::UserPacket),
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, prost::Enumeration)]
#[repr(i32)]
pub enum PacketKind {
    Reliable = 0,
    Lossy = 1,
}

#[derive(Clone, PartialEq, prost::Message)]
pub struct UserPacket {
    #[prost(string, tag = "1")]
    pub participant_sid: String,
    #[prost(bytes = "vec", tag = "2")]
    pub payload: Vec<u8>,
    #[prost(string, optional, tag = "4")]
    pub topic: Option<String>,
    #[prost(string, tag = "5")]
    pub participant_identity: String,
}
