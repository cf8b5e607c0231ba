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
    #[prost(oneof = "data_packet::Value", tags = "2, 13, 14, 15")]
    pub value: Option<data_packet::Value>,
}

pub mod data_packet {
    #[derive(Clone, PartialEq, prost::Oneof)]
    pub enum Value {
        #[prost(message, tag = "2")]
        User(super::UserPacket),
        #[prost(message, tag = "13")]
        StreamHeader(super::StreamHeader),
        #[prost(message, tag = "14")]
        StreamChunk(super::StreamChunk),
        #[prost(message, tag = "15")]
        StreamTrailer(super::StreamTrailer),
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

/// `DataStream.Header`, of text.
#[derive(Clone, PartialEq, prost::Message)]
pub struct StreamHeader {
    #[prost(string, tag = "1")]
    pub stream_id: String,
    /// Milliseconds since 1970.
    #[prost(int64, tag = "2")]
    pub timestamp: i64,
    #[prost(string, tag = "3")]
    pub topic: String,
    #[prost(string, tag = "4")]
    pub mime_type: String,
    #[prost(uint64, optional, tag = "5")]
    pub total_length: Option<u64>,
    #[prost(btree_map = "string, string", tag = "8")]
    pub attributes: std::collections::BTreeMap<String, String>,
    #[prost(message, optional, tag = "9")]
    pub text: Option<TextHeader>,
}

/// `DataStream.TextHeader`; its fields are those of edits and attachments, which nothing here sends.
#[derive(Clone, PartialEq, prost::Message)]
pub struct TextHeader {
    #[prost(int32, tag = "2")]
    pub version: i32,
    #[prost(bool, tag = "5")]
    pub generated: bool,
}

/// `DataStream.Chunk`.
#[derive(Clone, PartialEq, prost::Message)]
pub struct StreamChunk {
    #[prost(string, tag = "1")]
    pub stream_id: String,
    #[prost(uint64, tag = "2")]
    pub chunk_index: u64,
    #[prost(bytes = "vec", tag = "3")]
    pub content: Vec<u8>,
}

/// `DataStream.Trailer`.
#[derive(Clone, PartialEq, prost::Message)]
pub struct StreamTrailer {
    #[prost(string, tag = "1")]
    pub stream_id: String,
}
