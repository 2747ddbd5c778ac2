import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** Where `npm run dev` finds the hub; it answers a browser only for the host that the browser itself asks for. */
const HUB = { target: 'http://127.0.0.1:3000', changeOrigin: false };

export default defineConfig({
  plugins: [react()],
  build: {
    target: 'es2022',
    // With light-dark(), which cannot be had in another way: Mantine sets the scheme by a variable.
    cssTarget: ['chrome123', 'firefox120', 'safari17.5'],
    manifest: true,
    chunkSizeWarningLimit: 1000,
  },
  server: { proxy: { '/api': HUB, '/v1': HUB } },
});
