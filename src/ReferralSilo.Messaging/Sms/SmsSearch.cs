using System.Text.Json;
using NodaTime;
using ReferralSilo.Domain.Messages;
using ReferralSilo.Messaging.Configuration;
using ReferralSilo.Messaging.Sending;

namespace ReferralSilo.Messaging.Sms;

/// <summary>Looks for one message in the gateway's list: same number, same sender, same text, submitted then or later.
/// </summary>
internal sealed class SmsSearch(HttpClient http, TextGateway gateway, TransportLimits limits)
{
    /// <summary>By how much the gateway's clock may differ from ours.</summary>
    private static readonly Duration ClockDifference = Duration.FromMinutes(2);

    /// <summary>A text with the same words that is dated up to this long before the submission may be this one: the
    /// clocks may differ by more than expected.</summary>
    private static readonly Duration LargestClockError = Duration.FromDays(1);

    /// <summary>How late after the submission the gateway may have dated the message.</summary>
    private static readonly Duration LatestDate = Duration.FromMinutes(10);

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    private readonly string _messages = $"/2010-04-01/Accounts/{gateway.Account}/Messages.json";

    public async Task<FindOutcome> Find(OutgoingMessage message, Instant submittedAt,
        IReadOnlyCollection<string> known, CancellationToken ct)
    {
        FindOutcome outcome = new FindOutcome.NotFound();
        foreach (var query in Queries(message.To, submittedAt))
            switch (await Find(query, message, submittedAt, known, ct))
            {
                case FindOutcome.NotFound:
                    break;
                case FindOutcome.NotNow notNow:
                    outcome = notNow;
                    break;
                case var found:
                    return found;
            }

        return outcome;
    }

    /// <summary>The gateway's filter is a day in UTC, so around midnight two days are asked. A message that waits in
    /// the gateway has no date of sending yet, so the list of the number is read as well.</summary>
    private static IEnumerable<string> Queries(string to, Instant submittedAt)
    {
        var number = $"?To={Uri.EscapeDataString(to)}&PageSize=100";
        var (first, last) = ((submittedAt - ClockDifference).InUtc().Date, (submittedAt + LatestDate).InUtc().Date);
        for (var day = first; day <= last; day = day.PlusDays(1))
            yield return $"{number}&DateSent={NodaTime.Text.LocalDatePattern.Iso.Format(day)}";
        yield return number;
    }

    private async Task<FindOutcome> Find(string query, OutgoingMessage message, Instant submittedAt,
        IReadOnlyCollection<string> known, CancellationToken ct)
    {
        var path = _messages + query;
        var mayBeOlder = false;
        for (var page = 0; page < limits.Pages; page++)
        {
            using var answer = await http.GetAsync(gateway.Url + path, ct);
            if ((int)answer.StatusCode != StatusCodes.Status200OK) return new FindOutcome.NotNow();
            var read = await answer.Content.ReadFromJsonAsync<GatewayPage>(Json, ct);
            if (read?.Messages is not { } messages) return new FindOutcome.NotNow();
            var same = messages.Where(m => IsSame(m, message, known)).ToList();
            if (same.Find(m => m.At is not { } at || at >= submittedAt - ClockDifference) is { } found)
                return new FindOutcome.Found(found.Sid!, found.Status ?? "accepted",
                    found.ErrorCode?.ToString(System.Globalization.CultureInfo.InvariantCulture));
            mayBeOlder |= same.Exists(m => m.At >= submittedAt - LargestClockError);
            // The list is newest first: the next pages are older still.
            if (string.IsNullOrEmpty(read.NextPageUri)
                || messages.Count > 0 && messages.All(m => m.At < submittedAt - LargestClockError))
                return mayBeOlder ? new FindOutcome.NotNow() : new FindOutcome.NotFound();
            // Only a page of this list: the answer must not choose where the credentials go.
            if (!read.NextPageUri.StartsWith(_messages + "?", StringComparison.Ordinal))
                return new FindOutcome.NotNow();
            path = read.NextPageUri;
        }

        return new FindOutcome.NotNow();
    }

    private bool IsSame(GatewayMessage theirs, OutgoingMessage ours, IReadOnlyCollection<string> known) =>
        theirs.Sid is { Length: > 0 } sid && !known.Contains(sid) && (theirs.From ?? gateway.From) == gateway.From
        && theirs.Direction?.StartsWith("inbound", StringComparison.Ordinal) != true
        && theirs.Body?.TrimEnd() == ours.Body.TrimEnd();
}
