using System.Text.Json;
using ReferralSilo.Api.Access;
using ReferralSilo.Api.Problems;
using ReferralSilo.Api.Requests;
using ReferralSilo.Contracts.Json;
using ReferralSilo.Contracts.Problems;
using ReferralSilo.Contracts.Screens;
using ReferralSilo.Domain.Stored;

namespace ReferralSilo.Host.Screens;

/// <summary>What the services of settings screens share.</summary>
internal static class ScreenAnswers
{
    /// <summary>The body as the API reads it: texts cleaned, and too long ones refused at their field.</summary>
    public static Body<T> Checked<T>(T body) where T : class =>
        JsonBody.Parse<T>(JsonSerializer.SerializeToUtf8Bytes(body, ContractsJson.Options));

    /// <summary>The request of a change.</summary>
    /// <param name="content">What the change is about and what it sends; another content under the same key is
    /// refused.</param>
    public static ApiRequest Request(OperationNames names, Caller caller, string content,
        SettingChange change) => new(caller, change.Operation, names.Of(caller, change.Operation, $"screen {content}"),
            change.IfVersion is { } version ? version : null);

    /// <summary>An exception would end the screen, with what the person has typed. A change of settings that may have
    /// been applied ends with an unknown outcome and not with an exception, so there nothing was changed.</summary>
    /// <param name="ask">The question or the change.</param>
    /// <param name="away">The answer when the server is away, for a change that may have been applied all the same;
    /// null for <c>unavailable</c>.</param>
    public static async Task<Answer<T>> Readable<T>(Func<Task<Answer<T>>> ask, Problem? away = null) where T : class
    {
        try
        {
            return await ask();
        }
        catch (Exception e) when (NewerFormException.In(e) is not null)
        {
            return new Answer<T>(null, ProblemFor.Code(ProblemCodes.NewerData));
        }
        catch (Exception e) when (GrainCalls.IsTransient(e) || e is RightsUnknownException)
        {
            return new Answer<T>(null, away ?? ProblemFor.Code(ProblemCodes.Unavailable));
        }
    }
}
