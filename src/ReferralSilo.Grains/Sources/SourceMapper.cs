using System.Text.Json;
using ReferralSilo.Domain.Sources;
using ReferralSilo.Grains.Committing;
using ReferralSilo.Storage;

namespace ReferralSilo.Grains.Sources;

/// <summary>Maps sources to ledger rows.</summary>
public sealed class SourceMapper : IAggregateMapper<Source, SourceEvent>
{
    public const string StreamKind = "source";

    public string Kind => StreamKind;

    public Source Read(ReadOnlySpan<byte> state) => JsonSerializer.Deserialize<Source>(state, SourceJson.Options)!;

    public byte[] Write(Source state) => JsonSerializer.SerializeToUtf8Bytes(state, SourceJson.Options);

    public SourceEvent ReadEvent(ReadOnlySpan<byte> body) =>
        JsonSerializer.Deserialize<SourceEvent>(body, SourceJson.Options)!;

    public EventToStore Write(SourceEvent happened, string actor) => new(
        happened is SourceEvent.Defined ? "source-defined" : "campaign-added", actor,
            JsonSerializer.SerializeToUtf8Bytes(happened, SourceJson.Options));

    public Source Evolve(Source? state, SourceEvent happened) => SourceDecider.Evolve(state, happened);
}
