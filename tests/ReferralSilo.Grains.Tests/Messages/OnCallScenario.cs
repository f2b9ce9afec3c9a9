using ReferralSilo.Contracts;
using ReferralSilo.Contracts.ServiceLines;
using ReferralSilo.Domain.ServiceLines;
using ReferralSilo.Grains.Addresses;
using ReferralSilo.Grains.Committing;
using ReferralSilo.Grains.Interfaces;
using ReferralSilo.Grains.Settings;
using ReferralSilo.Grains.Tests.Silos;
using ReferralSilo.Testing;
using static ReferralSilo.Grains.Tests.Silos.TestData;

namespace ReferralSilo.Grains.Tests.Messages;

/// <summary>An urgent referral of a line with an on-call list: Ann by text, Cat by email, the supervisor Sue.</summary>
public abstract class OnCallScenario(MessageSilos silos)
{
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan MostMoved = TimeSpan.FromMinutes(30);
    private static int _numbers;

    protected MessageSilos Silos => silos;

    protected FakeProvider Provider => silos.Provider;

    protected async Task<string> Alarm(string line, string? id = null)
    {
        id ??= New("r");
        await Silos.Do(id, Submission(id, line, Priority.Urgent));
        return id;
    }

    protected async Task<string> Line(People people, TimeSpan? after = null, TimeSpan? every = null) =>
        await Silos.ServiceLine(Settings(people, after ?? TimeSpan.FromMinutes(1), every ?? TimeSpan.FromMinutes(1)));

    /// <summary>Moves time until the fact is true, slowly while a text is on its way; one of a killed silo never
    /// ends. Not for long: on a slow machine an alert would become too late to help.</summary>
    protected Task Until(string fact, Func<Task<bool>> holds)
    {
        const int looksPerTick = 20;
        var (end, looks) = (Silos.Time.GetUtcNow() + MostMoved, 0);
        return Eventually.Is(fact, async () =>
        {
            if (await holds()) return true;
            if ((Silos.CallsOnTheirWay <= 0 || ++looks % looksPerTick == 0) && Silos.Time.GetUtcNow() < end)
                Silos.Time.Advance(Tick);
            return await holds();
        });
    }

    /// <summary>Lets time pass in steps in which clocks ring.</summary>
    protected Task Pass(TimeSpan by)
    {
        var end = Silos.Time.GetUtcNow() + by;
        return Until("time has passed", () => Task.FromResult(Silos.Time.GetUtcNow() >= end));
    }

    /// <summary>Moves time until the fact is true, no faster than the screens of the line renew their watch: a machine
    /// that is slow would otherwise count as one without a screen.</summary>
    protected Task UntilSeen(string line, string fact, Func<Task<bool>> holds)
    {
        const int ticksPerRenewal = 5;
        var (ticks, renewals) = (0, Silos.Calls.WatchesOf(line));
        return Eventually.Is(fact, async () =>
        {
            if (await holds()) return true;
            var now = Silos.Calls.WatchesOf(line);
            if (now > renewals) (ticks, renewals) = (0, now);
            if (ticks++ < ticksPerRenewal) Silos.Time.Advance(Tick);
            return await holds();
        });
    }

    protected async Task<OnCallRun> Run(string id) => (await Silos.State(id)).Case.OnCall!;

    protected async Task Put(string line, ServiceLineInput settings) =>
        await Silos.Grains.GetGrain<IServiceLineSettingsGrain>(IServiceLineSettingsGrain.Key).Put(
            CommandEnvelopes.BySystem(new PutServiceLine(line, settings)));

    protected IAddressGrain Address(string phone) =>
        Silos.Grains.GetGrain<IAddressGrain>(Silos.Of<AddressKeys>().Of(MessageChannel.Sms, phone));

    protected static ServiceLineInput Settings(People people, TimeSpan after, TimeSpan every) =>
        new("Line", "America/Denver")
        {
            OnCall = new OnCallInput
            {
                After = after, Every = every,
                People =
                [
                    new OnCallPersonInput("Ann", Phone: people.Ann, Language: "es"),
                    new OnCallPersonInput("Cat", Email: people.Cat),
                ],
                Supervisor = new OnCallPersonInput("Sue", Phone: people.Sue),
            },
        };

    /// <summary>Addresses that no other test uses.</summary>
    protected sealed class People
    {
        private readonly int _number = Interlocked.Increment(ref _numbers);

        public string Ann => $"+1720555{1000 + _number}";

        public string Cat => $"cat{_number}@example.org";

        public string Sue => $"+1720556{1000 + _number}";
    }
}
