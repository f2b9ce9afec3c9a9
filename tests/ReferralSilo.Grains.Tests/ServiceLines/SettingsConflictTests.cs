using Orleans.Storage;
using ReferralSilo.Contracts.ServiceLines;
using ReferralSilo.Grains.Committing;
using ReferralSilo.Grains.ServiceLines;

namespace ReferralSilo.Grains.Tests.ServiceLines;

/// <summary>Of two activations that write settings concurrently, the second reloads and decides again.</summary>
public sealed class SettingsConflictTests
{
    [Fact]
    public async Task The_second_change_is_decided_on_the_first()
    {
        var store = new Store();
        var grain = new ServiceLineSettingsGrain(store);
        await grain.Put(Put("dermatology", "One"));
        store.WrittenElsewhere = store.State with
        {
            Revision = 2,
            Lines = new(store.State.Lines)
            {
                ["cardiology"] = new ServiceLineView("cardiology", 1, new ServiceLineInput("Hearts", "UTC")),
            },
        };

        var outcome = await grain.Put(Put("dermatology", "Two"));
        Assert.Equal((false, 2L), (outcome.Unknown, outcome.Version));
        Assert.Equal(["cardiology", "dermatology"], (await grain.Read(0))!.Lines.Select(l => l.Id));
        Assert.Equal(3, store.State.Revision);
    }

    [Fact]
    public async Task A_key_answered_by_another_activation_gets_that_answer()
    {
        var store = new Store();
        var grain = new ServiceLineSettingsGrain(store);
        var put = Put("dermatology", "One") with { Operation = new OperationName("op", "hash") };
        await grain.Put(put);
        store.WrittenElsewhere = store.State;
        store.State = new ServiceLineSettingsState();

        var outcome = await grain.Put(put);
        Assert.Equal((true, 1L), (outcome.Replayed, outcome.Version));
    }

    private static CommandEnvelope<PutServiceLine> Put(string id, string name) =>
        new(new PutServiceLine(id, new ServiceLineInput(name, "UTC")), "admin", false);

    /// <summary>Grain storage in memory, to which another activation may have written first.</summary>
    private sealed class Store : IPersistentState<ServiceLineSettingsState>
    {
        private ServiceLineSettingsState _written = new();

        public ServiceLineSettingsState? WrittenElsewhere { get; set; }

        public ServiceLineSettingsState State { get; set; } = new();

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
