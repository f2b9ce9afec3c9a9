using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Tokens;
using OpenIddict.Core;
using OpenIddict.Server;
using OpenIddict.Validation;
using ReferralSilo.Api.Time;
using ReferralSilo.Identity.Accounts;
using ReferralSilo.Identity.Limits;

namespace ReferralSilo.Identity.SigningIn;

/// <summary>Configures OpenIddict: client credentials and signed tokens, validated in this process.</summary>
internal static class TokenServices
{
    public static void AddTokens(this IServiceCollection services, AccountsOptions options)
    {
        services.AddOpenIddict()
            .AddCore(core => core.UseEntityFrameworkCore().UseDbContext<AccountsDb>())
            .AddServer(server =>
            {
                server.SetIssuer(new Uri(options.Issuer)).SetTokenEndpointUris(TokenEndpoint.Path);
                server.AllowClientCredentialsFlow().DisableAccessTokenEncryption()
                    .SetAccessTokenLifetime(SecurityLimits.TokenLifetime);
                // AccessRevocationMonitor re-reads the client's account
                // every few seconds, so revocation needs no row per token.
                server.DisableTokenStorage().DisableScopeValidation();
                // Required by OpenIddict but unused: access tokens are only signed, and there are no other tokens.
                server.AddEncryptionKey(new SymmetricSecurityKey(RandomNumberGenerator.GetBytes(32)));
                server.AddEventHandler(ClientRefusals.Descriptor);
                var web = server.UseAspNetCore().EnableTokenEndpointPassthrough();
                if (options.AllowPlainHttp)
                    web.DisableTransportSecurityRequirement();
            })
            .AddValidation(validation =>
            {
                validation.UseLocalServer();
                validation.UseAspNetCore();
            });
        services.AddOptions<OpenIddictCoreOptions>()
            .Configure<ClockTimeProvider>((core, time) => core.TimeProvider = time);
        services.AddOptions<OpenIddictServerOptions>()
            .Configure<ClockTimeProvider>((server, time) => server.TimeProvider = time);
        services.AddOptions<OpenIddictValidationOptions>()
            .Configure<ClockTimeProvider>((validation, time) => validation.TimeProvider = time);
        // The key is loaded from the database by Prepare, so the options are built at the first use.
        services.AddSingleton<IConfigureOptions<OpenIddictServerOptions>>(sp =>
            new ConfigureOptions<OpenIddictServerOptions>(server =>
            server.SigningCredentials.Add(
                new SigningCredentials(sp.GetRequiredService<SigningKey>().Key, SecurityAlgorithms.EcdsaSha256))));
    }
}
