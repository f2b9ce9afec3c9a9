using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Referrals;
using ReferralSilo.Domain;
using ReferralSilo.Domain.Referrals;
using ReferralSilo.Domain.Schedules;
using ReferralSilo.Domain.Sources;
using ReferralSilo.Grains.Committing;
using ReferralSilo.Grains.Referrals;
using ReferralSilo.Grains.Schedules;
using ReferralSilo.Grains.Sources;
using ReferralSilo.Grains.Tests.Silos;
using static ReferralSilo.Grains.Tests.Silos.TestData;

namespace ReferralSilo.Grains.Tests.Committing;

/// <summary>A command as the tests need it from every kind of aggregate.</summary>
public enum Step
{
    /// <summary>Always accepted, with events.</summary>
    Change,

    /// <summary>The last change again: accepted without events.</summary>
    Repeat,

    /// <summary>Refused by the rules.</summary>
    Refused,
}

/// <summary>An outcome without its state.</summary>
public sealed record Answer(string? Code, long Version, bool Replayed, bool Unknown, bool NoChange);

/// <summary>One stream of any kind with two activations of its command handler, as when a silo was frozen.</summary>
public abstract class HandledStream
{
    public abstract StreamId Stream { get; }

    /// <summary>How often an activation discarded its state.</summary>
    public int Deactivations { get; protected set; }

    /// <summary>The code of <see cref="Step.Refused"/>.</summary>
    public abstract string RefusalCode { get; }

    public abstract Task<Answer> Send(Step step, string? operation = null, string hash = "hash",
        VersionCondition? ifVersion = null, bool second = false);

    /// <summary>Creates a stream of the kind and loads both activations.</summary>
    public static async Task<HandledStream> Create(SiloFixture silos, string kind)
    {
        var id = New(kind);
        switch (kind)
        {
            case ReferralMapper.StreamKind:
                var line = await silos.ServiceLine();
                return await new Of<Referral, ReferralCommand, ReferralEvent>(silos, kind, id, n => new Assign($"n{n}"),
                    new Close(), "not-allowed-in-stage").Begin(Submission(id, line));
            case ScheduleMapper.StreamKind:
                var profile = new ClinicianProfile(new ClinicianId(id), "Dr. " + id, "America/Denver", [], ["CO"],
                    ["en"], [new VisitDuration(VisitType.Video, 30)], 0, null, null, null);
                return await new Of<Schedule, ScheduleCommand, ScheduleEvent>(silos, kind, id,
                    n => new ScheduleCommand.RunLate(n), new ScheduleCommand.RunLate(-1),
                    ScheduleRefusals.LateMinutesInvalid.Code).Begin(new ScheduleCommand.Define(profile));
            case SourceMapper.StreamKind:
                SourceCommand Define(int n) =>
                    new SourceCommand.Define(new SourceId(id), $"Source {n}", SourceKind.Clinical, true, null, null);
                return await new Of<Source, SourceCommand, SourceEvent>(silos, kind, id, Define, Campaign("Summer"),
                    "campaign-code-taken").Begin(Define(0), Campaign("Spring"));
            default:
                throw new ArgumentException($"There is no stream of kind {kind}.");
        }

        static SourceCommand Campaign(string name) =>
            new SourceCommand.AddCampaign(new Campaign("CODE", name, null, null, null));
    }

    private sealed class Of<TState, TCommand, TEvent>(SiloFixture silos, string kind, string id,
        Func<int, TCommand> change, TCommand refused, string refusal) : HandledStream
        where TState : class
        where TEvent : class
    {
        private CommandHandler<TState, TCommand, TEvent>? _first, _second;
        private int _changes;

        public override StreamId Stream => new(kind, id);

        public override string RefusalCode => refusal;

        public async Task<HandledStream> Begin(params TCommand[] commands)
        {
            foreach (var command in commands)
                Assert.Null((await Open(0).Handle(CommandEnvelopes.BySystem(command))).Refusal);
            (_first, _second) = (Open(0), Open(silos.Silos - 1));
            await Task.WhenAll(_first.Load(), _second.Load());
            return this;
        }

        public override async Task<Answer> Send(Step step, string? operation, string hash,
            VersionCondition? ifVersion, bool second)
        {
            var command = step == Step.Refused ? refused : change(step == Step.Change ? ++_changes : _changes);
            var handler = second ? _second! : _first!;
            var outcome = await handler.Handle(new CommandEnvelope<TCommand>(command, "nora", true,
                operation is null ? null : new OperationName(operation, hash), ifVersion));
            return new Answer(
                outcome.Refusal?.Code, outcome.Version, outcome.Replayed, outcome.Unknown, outcome.NoChange);
        }

        private CommandHandler<TState, TCommand, TEvent> Open(int silo) =>
            silos.Of<CommandHandlers<TState, TCommand, TEvent>>(silo).Open(id, _ => { }, () => Deactivations++);
    }
}
