using NodaTime;
using Orleans.Storage;
using ReferralSilo.Contracts.ServiceLines;
using ReferralSilo.Domain.ServiceLines;
using ReferralSilo.Grains.Committing;
using ReferralSilo.Grains.Settings;

namespace ReferralSilo.Grains.Tests.ServiceLines;

/// <summary>Of two activations that write settings concurrently, the second reloads and decides again.</summary>
public sealed class SettingsConflictTests
{
    private readonly Store _store = new();
    private readonly ServiceLineSettingsGrain _grain;

    public SettingsConflictTests() => _grain = new ServiceLineSettingsGrain(_store, SystemClock.Instance);

    [Fact]
    public async Task The_second_change_is_decided_on_the_first()
    {
        await _grain.Put(Put("dermatology", "One"));
        _store.WrittenElsewhere = _store.State with
        {
            Revision = 2,
            Lines = new Dictionary<string, StoredServiceLine>(_store.State.Lines)
            {
                ["cardiology"] = ServiceLineViews.Stored(
                    new ServiceLineView("cardiology", 1, new ServiceLineInput("Hearts", "UTC"))),
            },
        };

        var outcome = await _grain.Put(Put("dermatology", "Two"));
        Assert.Equal((false, 2L), (outcome.Unknown, outcome.Version));
        Assert.Equal(["cardiology", "dermatology"], (await _grain.Read(0))!.Lines.Select(l => l.Id));
        Assert.Equal(3, _store.State.Revision);
    }

    [Theory]
    [InlineData("One")]
    [InlineData("Later")]
    public async Task A_key_answered_by_another_activation_gets_that_answer(string latest)
    {
        var put = Put("dermatology", "One") with { Operation = new OperationName("op", "hash") };
        await _grain.Put(put);
        await _grain.Put(Put("dermatology", latest));
        _store.WrittenElsewhere = _store.State;
        _store.State = new StoredServiceLines();

        var outcome = await _grain.Put(put);
        Assert.Equal((true, 1L), (outcome.Replayed, outcome.Version));
    }

    [Fact]
    public async Task A_refusal_for_the_version_is_recorded_on_the_newest_state()
    {
        await _grain.Put(Put("dermatology", "One"));
        _store.WrittenElsewhere = _store.State with { Revision = 2 };
        var put = Put("dermatology", "Two") with { Operation = new OperationName("op", "hash"), IfVersion = 2 };

        Assert.Equal("version-mismatch", (await _grain.Put(put)).Refusal!.Code);
        await _grain.Put(Put("dermatology", "Three"));
        var again = await _grain.Put(put);
        Assert.Equal(("version-mismatch", true), (again.Refusal!.Code, again.Replayed));
        Assert.Equal(3, _store.State.Revision);
    }

    [Fact]
    public async Task An_operation_that_did_not_arrive_is_refused_from_then_on()
    {
        Assert.Equal("operation-abandoned", (await _grain.Resolve("op")).Refusal!.Code);
        var late = Put("dermatology", "One") with { Operation = new OperationName("op", "hash") };
        Assert.Equal("operation-abandoned", (await _grain.Put(late)).Refusal!.Code);
        Assert.Empty((await _grain.Read(0))!.Lines);
    }

    private static CommandEnvelope<PutServiceLine> Put(string id, string name) =>
        new(new PutServiceLine(id, new ServiceLineInput(name, "UTC")), "admin", false);

    /// <summary>Grain storage in memory, to which another activation may have written first.</summary>
    private sealed class Store : IPersistentState<StoredServiceLines>
    {
        private StoredServiceLines _written = new();

        public StoredServiceLines? WrittenElsewhere { get; set; }

        public StoredServiceLines State { get; set; } = new();

        public string? Etag => null;

        public bool RecordExists => true;

        public Task ClearStateAsync() => throw new NotSupportedException();

        public Task WriteStateAsync()
        {
            if (WrittenElsewhere is { } first)
            {
                (_written, WrittenElsewhere) = (first, null);
                throw new InconsistentStateException("Another one wrote first.");
            }

            _written = State;
            return Task.CompletedTask;
        }

        public Task ReadStateAsync()
        {
            State = _written;
            return Task.CompletedTask;
        }
    }
}
