using System.Security.Cryptography;
using Microsoft.AspNetCore;
using OpenIddict.Abstractions;
using OpenIddict.Server;
using ReferralSilo.Identity.Accounts;
using ReferralSilo.Identity.Edge;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace ReferralSilo.Identity.SigningIn;

/// <summary>
/// Gives the same answer for an unknown id and a wrong secret of a machine client, after about the same work, and
/// counts both per address: neither the answer nor its time reveals which clients exist.
/// </summary>
internal sealed class ClientRefusals(SignInRates rates) : IOpenIddictServerHandler<ApplyTokenResponseContext>
{
    /// <summary>Runs before the answer is written.</summary>
    public static OpenIddictServerHandlerDescriptor Descriptor { get; } =
        OpenIddictServerHandlerDescriptor.CreateBuilder<ApplyTokenResponseContext>()
            .UseSingletonHandler<ClientRefusals>().SetOrder(int.MinValue + 1_000).Build();

    private const string Sentence = "The client id and the secret do not belong together.";

    /// <summary>As OpenIddict hashes a secret: PBKDF2-HMAC-SHA256 with so many rounds.</summary>
    private const int Rounds = 10_000;
    private const int SaltBytes = 16, HashBytes = 32;

    public async ValueTask HandleAsync(ApplyTokenResponseContext context)
    {
        if (context.Response.Error is not OpenIddictConstants.Errors.InvalidClient) return;
        if (context.Transaction.GetHttpRequest() is not { } request) return;
        if (context.Request?.ClientId is { } id && !await Exists(request.HttpContext, id))
            _ = Rfc2898DeriveBytes.Pbkdf2(context.Request.ClientSecret ?? "",
                RandomNumberGenerator.GetBytes(SaltBytes), Rounds, HashAlgorithmName.SHA256, HashBytes);
        rates.ClientFailures.TryTake(request.HttpContext.Connection.RemoteIpAddress, out _);
        context.Response.ErrorDescription = Sentence;
        context.Response.ErrorUri = null;
    }

    private static async Task<bool> Exists(HttpContext context, string id) =>
        await context.RequestServices.GetRequiredService<AccountsDatabase>()
            .HasClient(id, context.RequestAborted);
}
