using System.Collections.Immutable;
using NodaTime;
using ReferralSilo.Contracts.Boards;
using ReferralSilo.Domain;
using ReferralSilo.Grains.Interfaces;
using ReferralSilo.Storage;

namespace ReferralSilo.Grains.ServiceLines;

/// <summary>A conversation in which staff must act.</summary>
/// <param name="Id">Id.</param>
/// <param name="DueAt">By when someone must have acted.</param>
/// <param name="IsEmergency">True while words of an emergency are undecided.</param>
/// <param name="Alarms">True until someone who may triage has taken them.</param>
/// <param name="OnCall">The alerts of the alarm to people on call; null when none was due.</param>
public sealed record OpenConversation(string Id, Instant DueAt, bool IsEmergency, bool Alarms, AlarmAlerts? OnCall);

/// <summary>Reads the conversations of a queue in which staff must act.</summary>
public interface IOpenConversations
{
    /// <summary>All of a queue.</summary>
    Task<IReadOnlyList<OpenConversation>> OfLine(ServiceLineId line);

    /// <summary>One; null when it is closed, or when the queue does not see it.</summary>
    Task<OpenConversation?> OfLine(ServiceLineId line, string id);
}

/// <summary>The conversations of one queue in which staff must act, for its counts and its alarms. It is not a board
/// and has no most rows: a count that leaves some out would look like the work that there is.</summary>
public sealed class ConversationTally(ServiceLineId line, IOpenConversations conversations)
{
    // Metrics read it from other threads.
    private volatile ImmutableDictionary<string, OpenConversation> _open =
        ImmutableDictionary<string, OpenConversation>.Empty;

    /// <summary>Those that alarm.</summary>
    public IEnumerable<OpenConversation> Alarms => _open.Values.Where(c => c.Alarms);

    /// <summary>Number of them.</summary>
    public int Count => _open.Count;

    /// <summary>Those with words of an emergency that no nurse has decided on.</summary>
    public int Emergencies => _open.Values.Count(c => c.IsEmergency);

    /// <summary>Those whose due time has passed.</summary>
    public int Overdue(Instant now) => _open.Values.Count(c => c.DueAt <= now);

    /// <summary>Reads all again.</summary>
    public async Task Load() => _open = (await conversations.OfLine(line)).ToImmutableDictionary(c => c.Id);

    /// <summary>Reads those of the streams that are conversations; true when something changed.</summary>
    public async Task<bool> Read(IEnumerable<StreamId> streams)
    {
        var hasChanged = false;
        foreach (var stream in streams.Where(s => s.Kind == Routes.Conversation.Name).ToList())
        {
            var read = await conversations.OfLine(line, stream.Id);
            if (read == _open.GetValueOrDefault(stream.Id)) continue;
            hasChanged = true;
            _open = read is null ? _open.Remove(stream.Id) : _open.SetItem(stream.Id, read);
        }

        return hasChanged;
    }

    /// <summary>Reads one, as its id came by the outbox.</summary>
    public Task<bool> Read(string id) => Read([new StreamId(Routes.Conversation.Name, id)]);
}
